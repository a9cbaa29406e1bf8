"""FAQ entries: question, answer, and the scripts that go with it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.search import index

from knowledge_base.models.entry import Entry
from knowledge_base.models.plain import plain_text
from knowledge_base.models.script import Script
from knowledge_base.models.spoken import SpokenText
from knowledge_base.models.tagged import IndexedTags, ItemTags, TaggedFaq
from lms.addresses import address_of
from lms.search.fields import Children

RICH_TEXT_FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link"]


class Faq(Entry):
    """A question as customers ask it, and what we answer."""

    question = models.CharField(_("question"), max_length=200)
    short_answer = models.TextField(
        _("short answer"),
        max_length=500,
        help_text=_("One or two sentences that can be said as they are."),
    )
    answer = RichTextField(_("full answer"), blank=True, features=RICH_TEXT_FEATURES)
    tags = ItemTags(
        through=TaggedFaq, verbose_name=_("tags"), blank=True, related_name="faqs"
    )

    search_fields = [
        index.SearchField("title", boost=8),
        index.AutocompleteField("title"),
        IndexedTags(),
        Children("other_questions", [index.SearchField("text", boost=4)]),
        index.SearchField("plain_text"),
        index.FilterField("locale_id"),
        index.FilterField("live"),
        index.FilterField("collection_id"),
    ]

    class Meta(Entry.Meta):
        verbose_name = _("FAQ entry")
        verbose_name_plural = _("FAQ entries")

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        """Return the address on the site."""
        return address_of("knowledge_base:faq", self.pk)

    @property
    def title(self) -> str:
        """The question, under the name that the search index gives most weight."""
        return self.question

    @property
    def plain_text(self) -> str:
        """Both answers, without markup."""
        answer = plain_text(self.answer)
        return "\n".join(filter(None, [self.short_answer, answer]))

    @property
    def spoken_texts(self) -> list[SpokenText]:
        """Both answers; the question is the customer's."""
        answer = plain_text(self.answer)
        return [
            SpokenText("short_answer", self.short_answer),
            SpokenText("answer", answer),
        ]

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        """Show the draft as readers would see it."""
        context = super().get_preview_context(request, mode_name)
        scripts = Script.objects.visible_for(request.user)
        linked = [link.script_id for link in self.script_links.all()]
        return {**context, "faq": self, "scripts": scripts.filter(pk__in=linked)}


class FaqQuestion(Orderable):
    """Another way in which customers ask the same."""

    faq = ParentalKey(Faq, on_delete=models.CASCADE, related_name="other_questions")
    text = models.CharField(_("question"), max_length=200)

    class Meta(Orderable.Meta):
        verbose_name = _("other way to ask")
        verbose_name_plural = _("other ways to ask")

    def __str__(self) -> str:
        return self.text


class FaqScript(Orderable):
    """A script that goes with the answer."""

    faq = ParentalKey(Faq, on_delete=models.CASCADE, related_name="script_links")
    script = models.ForeignKey(
        Script,
        verbose_name=_("script"),
        on_delete=models.CASCADE,
        related_name="faq_links",
    )

    class Meta(Orderable.Meta):
        verbose_name = _("linked script")
        verbose_name_plural = _("linked scripts")
        constraints = [
            models.UniqueConstraint(
                fields=["faq", "script"], name="lms_knowledge_base_script_linked_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.script)

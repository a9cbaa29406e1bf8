"""Cases, as pages beside the libraries."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelsearch import index
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageManager, PagePermissionTester

from knowledge_base.enums import Channel
from knowledge_base.models import ArticlePage, Faq, LibraryDocument, Script
from lms.plugins import is_enabled
from lms.plugins.pages import KeyedPageMixin
from plugins.case_studies.dialogue import Turn, at_turning, read_dialogue
from plugins.case_studies.enums import (
    CaseKind,
    CaseSeverity,
    CaseState,
    RootCause,
    Segment,
    Source,
)
from plugins.case_studies.models.case_rows import CaseQuerySet

LENSES = ("need", "gap", "improvement")
_TIME = re.compile(r"\d|^(?:周|星期|第)")
TEXTS = (
    *("title", "product", "summary", "timeline", "dialogue", "outcome"),
    *(*LENSES, "reflection", "source_note"),
)
"""All that people write, hence all that may hold personal data."""


class TaggedCase(ItemBase):
    """A tag on a case."""

    tag = models.ForeignKey(
        "lms_knowledge_base.Tag", models.CASCADE, related_name="lms_case_studies_items"
    )
    content_object = ParentalKey(
        "lms_case_studies.CasePage",
        on_delete=models.CASCADE,
        related_name="tagged_items",
    )


class CasePermissionTester(PagePermissionTester):
    """Publishes nothing: that is for the services, which want a second person."""

    def _no(self, *_args: Any, **_kwargs: Any) -> bool:
        return False

    can_publish = can_unpublish = can_publish_subpage = _no
    can_submit_for_moderation = can_copy = _no


class CasePage(KeyedPageMixin, Page):
    """What happened, how it went, and what is learned from it."""

    url_name = "lms_case_studies:case"
    template = "lms_case_studies/preview.html"
    parent_page_types = ["lms_case_studies.CaseIndexPage"]
    subpage_types: list[str] = []

    kind = models.CharField(
        _("kind of case"), max_length=10, choices=CaseKind, db_index=True
    )
    channel = models.CharField(
        _("where the customer was served"), max_length=10, choices=Channel
    )
    segment = models.CharField(
        _("customer"), max_length=10, choices=Segment, blank=True
    )
    severity = models.CharField(
        _("severity"), max_length=10, choices=CaseSeverity, default=CaseSeverity.MINOR
    )
    source = models.CharField(
        _("known from"), max_length=15, choices=Source, default=Source.CALL
    )
    source_note = models.CharField(
        _("note on the source"),
        max_length=120,
        blank=True,
        help_text=_("Such as the company or the month; no names or numbers."),
    )
    root_cause = models.CharField(
        _("root cause"), max_length=10, choices=RootCause, blank=True
    )
    product = models.CharField(_("product or service"), max_length=60, blank=True)
    happened_on = models.DateField(_("happened on"), null=True, blank=True)
    summary = models.TextField(
        _("what happened"),
        max_length=600,
        blank=True,
        help_text=_("Two or three sentences: who wanted what, and what was difficult."),
    )
    timeline = models.TextField(
        _("timeline"),
        blank=True,
        help_text=_("A line for each step, such as “10:05 first call”."),
    )
    dialogue = models.TextField(
        pgettext_lazy("case", "Conversation"),
        blank=True,
        help_text=_(
            "A line for each turn, such as “客户：…”. Put ★ before the line at which "
            "it turned: readers first say what they would do."
        ),
    )
    outcome = models.TextField(_("how it went"), blank=True)
    need = models.TextField(_("customer need"), blank=True)
    gap = models.TextField(_("process gap"), blank=True)
    improvement = models.TextField(pgettext_lazy("case", "Improvement"), blank=True)
    reflection = models.TextField(_("reflection"), blank=True)
    tags = ClusterTaggableManager(
        through=TaggedCase,
        verbose_name=_("tags"),
        blank=True,
        related_name="lms_case_studies",
    )
    scripts = ParentalManyToManyField(
        Script, verbose_name=_("scripts"), blank=True, related_name="+"
    )
    faq_entries = ParentalManyToManyField(
        Faq, verbose_name=_("FAQ entries"), blank=True, related_name="+"
    )
    articles = ParentalManyToManyField(
        ArticlePage, verbose_name=_("articles"), blank=True, related_name="+"
    )
    attachments = ParentalManyToManyField(
        LibraryDocument, verbose_name=_("attachments"), blank=True, related_name="+"
    )

    others = models.JSONField(default=list, blank=True, editable=False)
    """What else on the site it points at, each as `model:key`."""

    objects = PageManager.from_queryset(CaseQuerySet)()
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                *(FieldPanel(name) for name in ("kind", "channel", "segment")),
                *(FieldPanel(name) for name in ("severity", "root_cause", "product")),
                *(FieldPanel(name) for name in ("happened_on", "source")),
                FieldPanel("source_note"),
            ],
            heading=_("About the case"),
        ),
        *(FieldPanel(name) for name in ("summary", "timeline", "dialogue", "outcome")),
        MultiFieldPanel([FieldPanel(name) for name in LENSES], heading=_("Lenses")),
        *(FieldPanel(name) for name in ("reflection", "tags")),
        *(FieldPanel(n) for n in ("scripts", "faq_entries", "articles", "attachments")),
    ]
    search_fields = [
        *Page.search_fields,
        *(index.SearchField(name) for name in TEXTS if name != "title"),
        index.RelatedFields(
            "tags",
            [index.SearchField("name", boost=4), index.AutocompleteField("name")],
        ),
        *(index.FilterField(n) for n in ("kind", "channel", "severity", "root_cause")),
    ]

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and give a new case its record."""
        from_nothing = self._state.adding
        with transaction.atomic():
            super().save(*args, **kwargs)
            if from_nothing:
                records = type(self).record.related.related_model._default_manager
                records.get_or_create(page=self)

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """Return what somebody may do in the admin: all but publish."""
        if is_enabled(self._meta.app_label):
            return CasePermissionTester(user, self)
        return super().permissions_for_user(user)

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> None:
        """Publish what was reviewed; raises PermissionDenied for anything else."""
        if self.record.state != CaseState.PUBLISHED:
            raise PermissionDenied
        super().publish(revision, *args, **kwargs)

    @property
    def texts(self) -> Mapping[str, str]:
        """All that people wrote, by field."""
        return {name: getattr(self, name) for name in TEXTS}

    @property
    def text_hash(self) -> str:
        """What differs as soon as a word does."""
        return sha256("\0".join(self.texts.values()).encode()).hexdigest()

    @property
    def look(self) -> str:
        """What differs as soon as a word or a file beside it does."""
        files = self.files.values_list("pk", flat=True)
        return sha256(repr((self.text_hash, *files)).encode()).hexdigest()

    @property
    def missing(self) -> list[str]:
        """The names of the fields without which it is not published."""
        needed = ("summary", "outcome", *LENSES)
        return [name for name in needed if not getattr(self, name).strip()]

    @property
    def turns(self) -> list[Turn]:
        """The conversation."""
        return read_dialogue(self.dialogue)

    @property
    def before_turning(self) -> Any:
        """What readers know when they are asked what they would do."""
        return at_turning(self.turns)[0]

    @property
    def after_turning(self) -> Any:
        """What readers see when they have said it."""
        return at_turning(self.turns)[1]

    @property
    def steps(self) -> list[tuple[str, str]]:
        """The timeline: when, and what; the first word is when if it looks so."""
        found = []
        for line in filter(None, map(str.strip, self.timeline.splitlines())):
            first, _space, rest = line.partition(" ")
            is_time = rest and (_TIME.search(first) is not None)
            found.append((first, rest.strip()) if is_time else ("", line))
        return found

"""What readers say back: was it helpful, and what is wrong with it."""

from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knowledge_base.enums import Complaint, MistakeKind, ReportState
from knowledge_base.models.article import ArticlePage
from knowledge_base.models.faq import Faq
from knowledge_base.models.hashing import live_text_hash
from knowledge_base.models.item import KnowledgeItem
from knowledge_base.models.script import Script
from lms.access import Reader

LONGEST_REMARK = 300
LONGEST_REPORT = 1_000


class FeedbackQuerySet(models.QuerySet[Any]):
    """Votes or reports."""

    def readable_by(self, user: Reader) -> Self:
        """Return those on items that `user` may read."""
        items = KnowledgeItem.objects.readable_by(user)
        return self.filter(item__in=items.values("pk"))

    def with_items(self) -> Self:
        """Load what each is about, with its words."""
        contents = [
            ArticlePage.objects.all(),
            Faq.objects.all(),
            Script.objects.prefetch_related("variants"),
        ]
        return self.prefetch_related(
            "item__content_type", GenericPrefetch("item__content", contents)
        )


class Vote(models.Model):
    """Whether an item was of use to somebody; each person has one voice per item.

    It remembers the text that it was given for: a later one is judged anew.
    """

    item = models.ForeignKey(
        KnowledgeItem, on_delete=models.CASCADE, related_name="votes"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    is_helpful = models.BooleanField(_("helpful"))
    complaint = models.CharField(
        _("what was missing"), max_length=10, choices=Complaint, blank=True
    )
    remark = models.CharField(_("remark"), max_length=LONGEST_REMARK, blank=True)
    text_hash = models.CharField(max_length=64)
    updated_at = models.DateTimeField(_("last said"), auto_now=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["item", "user"], name="lms_knowledge_base_one_vote_each"
            ),
            models.CheckConstraint(
                condition=Q(is_helpful=False) | Q(complaint="", remark=""),
                name="lms_knowledge_base_praise_needs_no_reason",
            ),
        ]
        indexes = [models.Index(fields=["item", "text_hash", "is_helpful"])]

    def __str__(self) -> str:
        return f"{self.item}: {self.is_helpful}"

    @property
    def is_about_live_text(self) -> bool:
        """Whether the item is as it was when this was said."""
        return self.text_hash == live_text_hash(self.item.content)


class ReportQuerySet(FeedbackQuerySet):
    """Reports of mistakes."""

    def waiting(self) -> Self:
        """Return those that nobody has answered."""
        return self.filter(state=ReportState.OPEN)

    def with_items(self) -> Self:
        """Load the people as well."""
        return super().with_items().select_related("reporter", "handler")


class Report(models.Model):
    """A mistake that a reader has seen, and what became of it."""

    item = models.ForeignKey(
        KnowledgeItem,
        verbose_name=_("item"),
        on_delete=models.CASCADE,
        related_name="reports",
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reported by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=MistakeKind)
    text = models.TextField(
        _("what is wrong"),
        max_length=LONGEST_REPORT,
        help_text=_("A sentence is enough. Please leave out customers' data."),
    )
    quote = models.TextField(
        _("the passage, if you like"), max_length=LONGEST_REPORT, blank=True
    )
    fingerprint = models.CharField(max_length=64, editable=False)
    text_hash = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("reported"), auto_now_add=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ReportState, default=ReportState.OPEN
    )
    answer = models.TextField(
        _("answer"),
        max_length=LONGEST_REPORT,
        blank=True,
        help_text=_("The reporter reads it. It is needed to close the report."),
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("taken by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-created_at", "-pk"]
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "reporter", "fingerprint"],
                condition=Q(state="open"),
                name="lms_knowledge_base_same_report_once",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None)
                | (~Q(state="open") & ~Q(answer="") & Q(closed_at__isnull=False)),
                name="lms_knowledge_base_closed_with_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"

    def clean(self) -> None:
        """Refuse to close without a word to the reporter, and to open again."""
        self.answer = self.answer.strip()
        if self.state == ReportState.OPEN and self.closed_at is not None:
            raise ValidationError(
                {"state": _("It is closed. You may still correct state and answer.")}
            )
        if self.state != ReportState.OPEN and not self.answer:
            raise ValidationError({"answer": _("Tell the reporter what became of it.")})

    @property
    def is_about_live_text(self) -> bool:
        """Whether the item is as it was when this was reported."""
        return self.text_hash == live_text_hash(self.item.content)

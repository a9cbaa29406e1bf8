"""What people suggest, who supports it, and what became of it."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models.person_field import person_field
from plugins.community.enums import Area, StepKind, SuggestionState
from plugins.community.validators import refuse_personal_data

ANSWER = "lms_community.answer_suggestion"
UNANSWERED = (SuggestionState.NEW, SuggestionState.LOOKED_AT)
OPEN = (*UNANSWERED, SuggestionState.ACCEPTED)
ADOPTED = (SuggestionState.ACCEPTED, SuggestionState.DONE)
MOST_TEXT, MOST_COMMENT = 1000, 300


def _text(label: Any, most: int, **options: Any) -> Any:
    return models.TextField(
        label, validators=[MaxLengthValidator(most), refuse_personal_data], **options
    )


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Suggestions."""

    def visible_for(self, user: Any) -> Self:
        """Return all but what others have taken back."""
        return self.exclude(~Q(suggested_by=user.pk or 0), state="withdrawn")

    def unanswered(self) -> Self:
        """Return what waits for an answer."""
        return self.filter(state__in=UNANSWERED)

    def overdue(self, today: date) -> Self:
        """Return what should have been answered before today."""
        return self.unanswered().filter(due_on__lt=today)

    def adopted(self) -> Self:
        """Return what was accepted, done or not."""
        return self.filter(state__in=ADOPTED)

    def counted(self, user: Any) -> Self:
        """Tell of each how many support it and comment on it, and whether `user` does."""
        own = Support.objects.filter(suggestion=OuterRef("pk"), person=user.pk)
        return self.select_related("suggested_by", "keeper").annotate(
            supporters=_number(Support),
            remarks=_number(Comment),
            is_supported=Exists(own),
        )


def _number(model: Any) -> Any:
    """Return how many rows there are of each suggestion."""
    rows = model.objects.filter(suggestion=OuterRef("pk")).order_by()
    counted = rows.values("suggestion").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted[:1]), 0)


class Suggestion(models.Model):
    """Something that could be better: what is wrong, what to do, what it would bring."""

    title = models.CharField(
        pgettext_lazy("suggestion", "title"),
        max_length=80,
        validators=[refuse_personal_data],
    )
    problem = _text(_("What is wrong?"), MOST_TEXT)
    idea = _text(_("What should be done?"), MOST_TEXT)
    benefit = _text(_("What would it bring?"), MOST_TEXT, blank=True)
    area = models.CharField(
        pgettext_lazy("suggestion", "area"), max_length=10, choices=Area
    )
    is_anonymous = models.BooleanField(
        _("Do not show my name to colleagues"),
        default=False,
        help_text=_(
            "Those who answer suggestions see it: they tell you what becomes of it, and "
            "may ask you. Nobody else does."
        ),
    )
    suggested_by = person_field(pgettext_lazy("suggestion", "suggested by"))
    suggested_at = models.DateTimeField(pgettext_lazy("suggestion", "suggested"))
    state = models.CharField(
        pgettext_lazy("suggestion", "state"),
        max_length=10,
        choices=SuggestionState,
        default=SuggestionState.NEW,
    )
    due_on = models.DateField(_("to be answered by"))
    keeper = person_field(pgettext_lazy("suggestion", "looked at by"))
    accepted_at = models.DateTimeField(
        pgettext_lazy("suggestion", "accepted"), null=True, blank=True
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("merged into"),
        related_name="duplicates",
        null=True,
        blank=True,
    )

    objects = SuggestionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("community", "suggestion")
        verbose_name_plural = pgettext_lazy("community", "suggestions")
        ordering = ["-suggested_at", "-pk"]
        default_permissions = ()
        permissions = [("answer_suggestion", _("Can answer suggestions"))]
        indexes = [
            models.Index(fields=["state", "due_on"], name="lms_community_due"),
            models.Index(fields=["suggested_at"], name="lms_community_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="lms_community_merged_into_one",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lms_community:suggestion", args=[self.pk])

    def is_overdue_on(self, today: date) -> bool:
        """Tell whether it should have been answered before a day."""
        return self.state in UNANSWERED and self.due_on < today

    def is_by(self, user: Any) -> bool:
        """Tell whether somebody suggested it."""
        return self.suggested_by_id is not None and self.suggested_by_id == user.pk

    def may_be_supported_by(self, user: Any) -> bool:
        """Tell whether somebody may support it: while it is open, whoever did not make it."""
        return self.state in OPEN and not self.is_by(user)

    def may_know_author(self, user: Any) -> bool:
        """Tell whether somebody may read who suggested it."""
        return not self.is_anonymous or self.is_by(user) or user.has_perm(ANSWER)


class Step(models.Model):
    """One thing that was done about a suggestion."""

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="steps")
    kind = models.CharField(
        pgettext_lazy("suggestion", "step"), max_length=10, choices=StepKind
    )
    by = person_field(pgettext_lazy("suggestion", "by"))
    at = models.DateTimeField(pgettext_lazy("suggestion", "when"))
    text = _text(pgettext_lazy("suggestion", "words"), MOST_TEXT, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("suggestion", "step")
        verbose_name_plural = pgettext_lazy("suggestion", "steps")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Support(models.Model):
    """Somebody finds a suggestion good; who, nobody else is shown."""

    suggestion = models.ForeignKey(Suggestion, models.CASCADE)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    at = models.DateTimeField(pgettext_lazy("suggestion", "when"))
    came_from = models.ForeignKey(
        Suggestion, models.CASCADE, related_name="handed_on", null=True, blank=True
    )
    """The duplicate that it came with: it goes back when that is opened again."""

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("suggestion", "support")
        verbose_name_plural = pgettext_lazy("suggestion", "support")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["suggestion", "person"], name="lms_community_supported_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.suggestion)


class Comment(models.Model):
    """A few words about a suggestion."""

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="comments")
    by = person_field(pgettext_lazy("suggestion", "by"))
    at = models.DateTimeField(pgettext_lazy("suggestion", "when"))
    text = _text(pgettext_lazy("suggestion", "words"), MOST_COMMENT)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("suggestion", "comment")
        verbose_name_plural = pgettext_lazy("suggestion", "comments")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.text[:60]

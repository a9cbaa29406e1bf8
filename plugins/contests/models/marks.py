"""An entry in a round: its mark, its proposal, the sheets of judges."""

from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models.person_field import person_field
from plugins.contests.models.contest import Round
from plugins.contests.models.entry import Entry
from plugins.contests.validators import refuse_personal_data

LONGEST = 3000


def _score(label: Any) -> Any:
    limits = [MinValueValidator(0), MaxValueValidator(100)]
    return models.DecimalField(
        label, max_digits=5, decimal_places=2, null=True, validators=limits
    )


class StandingQuerySet(models.QuerySet["Standing"]):
    """Entries in rounds."""

    def in_order(self) -> Self:
        """Return the best first; without a mark, as they entered."""
        return self.order_by(
            models.F("rank").asc(nulls_last=True), "entry__entered_at", "pk"
        )

    def with_people(self) -> Self:
        """Bring who is in each entry."""
        entries = Entry.objects.with_people()
        return self.prefetch_related(models.Prefetch("entry", entries))


class Standing(models.Model):
    """An entry in a round: the mark of this round, and the total up to it."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="standings")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="standings")
    mark = _score(pgettext_lazy("contest", "mark"))
    is_absent = models.BooleanField(_("did not take part"), default=False)
    total = _score(pgettext_lazy("contest", "total"))
    """Of the rounds so far by their weights, once the round is published."""
    rank = models.PositiveSmallIntegerField(pgettext_lazy("contest", "rank"), null=True)
    goes_on = models.BooleanField(_("goes on"), default=False)

    objects = StandingQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("entry in a round")
        verbose_name_plural = _("entries in rounds")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["round", "entry"], name="lms_contests_once_in_round"
            ),
            models.CheckConstraint(
                condition=Q(mark=None) | Q(mark__range=(0, 100)),
                name="lms_contests_mark_of_100",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}"

    def get_absolute_url(self) -> str:
        """Return the page of the contest."""
        return reverse("lms_contests:contest", args=[self.round.contest_id])


class Proposal(models.Model):
    """What an entrant proposes; nobody but the jury reads it before the announcement."""

    standing = models.OneToOneField(Standing, models.CASCADE, related_name="proposal")
    written_by = person_field(pgettext_lazy("proposal", "written by"))
    written_at = models.DateTimeField(pgettext_lazy("proposal", "written"))
    title = models.CharField(
        pgettext_lazy("proposal", "title"),
        max_length=120,
        validators=[refuse_personal_data],
    )
    problem = models.TextField(
        pgettext_lazy("proposal", "the problem"),
        max_length=LONGEST,
        validators=[refuse_personal_data],
        help_text=_("What happens today, how often, to whom. No data of customers."),
    )
    idea = models.TextField(
        pgettext_lazy("proposal", "the idea"),
        max_length=LONGEST,
        validators=[refuse_personal_data],
    )
    benefit = models.TextField(
        pgettext_lazy("proposal", "the benefit"),
        max_length=LONGEST,
        validators=[refuse_personal_data],
        help_text=_("What it saves or betters, and how one would see that."),
    )
    may_be_shown = models.BooleanField(
        _("everybody may read it after the announcement, if it wins a prize"),
        default=False,
        help_text=_("You may change your mind at any time."),
    )
    file = models.FileField(
        pgettext_lazy("proposal", "file"),
        upload_to="contests",
        max_length=255,
        blank=True,
    )
    filename = models.CharField(_("name of the file"), max_length=200, blank=True)
    mime = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    revision = models.PositiveIntegerField(default=1)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("object", "proposal of a contest")
        verbose_name_plural = pgettext_lazy("object", "proposals of contests")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.title


class ScoreSheet(models.Model):
    """How one judge scores one entry, blind."""

    standing = models.ForeignKey(Standing, models.CASCADE, related_name="sheets")
    judge = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=pgettext_lazy("contest", "judge"),
        related_name="+",
        null=True,
    )
    marks = models.JSONField(default=list)
    """A number from 0 to 100 for each criterion, in their order; None for none yet."""
    comment = models.TextField(
        pgettext_lazy("contest", "comment"),
        max_length=1000,
        blank=True,
        help_text=_(
            "The entrant reads it, without your name, when the round is published."
        ),
    )
    score = _score(pgettext_lazy("contest", "score"))
    handed_in_at = models.DateTimeField(
        pgettext_lazy("contest", "handed in"), null=True
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("sheet of a judge")
        verbose_name_plural = _("sheets of judges")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["standing", "judge"], name="lms_contests_one_sheet"
            ),
            models.CheckConstraint(
                condition=Q(handed_in_at=None) | Q(score__isnull=False),
                name="lms_contests_in_with_score",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standing_id}"

    @property
    def is_in(self) -> bool:
        """Whether it counts."""
        return self.handed_in_at is not None

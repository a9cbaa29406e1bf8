"""Contests, and the rounds that they have."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.bilingual import in_readers_language
from lms.models import Team
from lms.models.person_field import person_field
from plugins.contests.enums import JUDGED, ContestState, RoundKind, RoundState

KEEP = "lms_contests.keep_contest"
PAY = "lms_contests.pay_prizes"
LONGEST_NAME, LONGEST = 120, 4000
MOST_TEAM, MOST_GOING_ON, FULL = 20, 500, 100


class ContestQuerySet(models.QuerySet["Contest"]):
    """Contests as people may see them."""

    def visible_for(self, user: Any) -> Self:
        """Return all but drafts; whoever keeps contests sees those, too."""
        return self if user.has_perm(KEEP) else self.exclude(state=ContestState.DRAFT)


class Contest(models.Model):
    """A contest: who may enter, when, and what there is to win."""

    title = models.CharField(pgettext_lazy("contest", "title"), max_length=LONGEST_NAME)
    title_en = models.CharField(
        pgettext_lazy("contest", "title in English"),
        max_length=LONGEST_NAME,
        blank=True,
    )
    description = models.TextField(
        pgettext_lazy("contest", "what it is about"), max_length=LONGEST, blank=True
    )
    description_en = models.TextField(
        pgettext_lazy("contest", "what it is about, in English"),
        max_length=LONGEST,
        blank=True,
    )
    teams = models.ManyToManyField(
        Team,
        verbose_name=_("teams that may enter"),
        related_name="contests",
        blank=True,
        help_text=_("With those below them. None: everybody may enter."),
    )
    team_size = models.PositiveSmallIntegerField(
        _("how many enter together"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_TEAM)],
        help_text=_("1: each person alone. More: teams of so many, with a captain."),
    )
    opens_on = models.DateField(_("registration from"))
    closes_on = models.DateField(_("registration until"))
    prizes = models.JSONField(default=list)
    """What ranks win, the first first, as text of a decimal number of yuan."""
    state = models.CharField(
        pgettext_lazy("contest", "state"),
        max_length=10,
        choices=ContestState,
        default=ContestState.DRAFT,
    )
    reason = models.CharField(
        pgettext_lazy("contest", "why it is called off"), max_length=300, blank=True
    )
    made_by = person_field(pgettext_lazy("contest", "made by"))
    made_at = models.DateTimeField(pgettext_lazy("contest", "made"))
    announced_by = person_field(pgettext_lazy("contest", "announced by"))
    announced_at = models.DateTimeField(
        pgettext_lazy("contest", "announced"), null=True
    )

    objects = ContestQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("object", "contest")
        verbose_name_plural = pgettext_lazy("object", "contests")
        ordering = ["-opens_on", "-pk"]
        default_permissions = ()
        permissions = [
            ("keep_contest", _("Can organize contests")),
            ("pay_prizes", _("Can take the prizes of contests for payroll")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="lms_contests_opens_first",
            ),
        ]

    def __str__(self) -> str:
        return in_readers_language(self.title, self.title_en)

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lms_contests:contest", args=[self.pk])

    @property
    def text(self) -> str:
        """What it is about, as the reader reads it."""
        return in_readers_language(self.description, self.description_en)

    @property
    def is_for_teams(self) -> bool:
        """Whether several enter together."""
        return self.team_size > 1

    @property
    def amounts(self) -> list[Decimal]:
        """What ranks win, the first first."""
        return [Decimal(each) for each in self.prizes]

    @property
    def is_announced(self) -> bool:
        """Whether everybody reads the ranking."""
        return self.state == ContestState.ANNOUNCED

    @property
    def can_change(self) -> bool:
        """Whether anything about it is still to come."""
        return self.state in {ContestState.DRAFT, ContestState.OPEN, ContestState.RUNNING}  # fmt: skip

    def takes_entries_on(self, day: date) -> bool:
        """Tell whether people may enter."""
        return self.state == ContestState.OPEN and self.opens_on <= day <= self.closes_on  # fmt: skip


@dataclass(frozen=True)
class Criterion:
    """What judges look at, and how much it counts."""

    name: str
    weight: int
    name_en: str = ""

    @property
    def label(self) -> str:
        """What it is called for the reader."""
        return in_readers_language(self.name, self.name_en)


class Round(models.Model):
    """One round of a contest; only services change it."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField(pgettext_lazy("contest", "number"))
    kind = models.CharField(
        pgettext_lazy("round", "kind"), max_length=9, choices=RoundKind
    )
    name = models.CharField(
        pgettext_lazy("round", "name"), max_length=LONGEST_NAME, blank=True
    )
    name_en = models.CharField(
        pgettext_lazy("round", "name in English"), max_length=LONGEST_NAME, blank=True
    )
    weight = models.PositiveSmallIntegerField(
        _("weight in percent"),
        validators=[MinValueValidator(1), MaxValueValidator(FULL)],
    )
    goes_on = models.PositiveSmallIntegerField(
        _("how many go on"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_GOING_ON)],
    )
    day = models.DateField(pgettext_lazy("round", "day"), null=True, blank=True)
    place = models.CharField(
        pgettext_lazy("round", "place"), max_length=LONGEST_NAME, blank=True
    )
    judges = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=pgettext_lazy("contest", "jury"),
        related_name="+",
        blank=True,
    )
    criteria = models.JSONField(default=list)
    """What judges look at: name, name_en and weight of each."""
    drops_extremes = models.BooleanField(
        _("leave out the highest and the lowest score"), default=False
    )
    state = models.CharField(
        pgettext_lazy("round", "state"),
        max_length=9,
        choices=RoundState,
        default=RoundState.PLANNED,
    )
    published_at = models.DateTimeField(pgettext_lazy("round", "published"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("object", "round")
        verbose_name_plural = pgettext_lazy("object", "rounds")
        ordering = ["number", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "number"], name="lms_contests_round_number"
            ),
        ]

    def __str__(self) -> str:
        name = in_readers_language(self.name, self.name_en)
        return name or str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lms_contests:round", args=[self.pk])

    @property
    def title(self) -> str:
        """The round and its contest: load the contest."""
        return f"{self.contest} · {self}"

    @property
    def is_judged(self) -> bool:
        """Whether judges score it, each by themselves."""
        return self.kind in JUDGED

    @property
    def is_running(self) -> bool:
        """Whether marks are written: load the contest, which may be called off."""
        is_called_off = self.contest.state == ContestState.CALLED_OFF
        return self.state == RoundState.RUNNING and not is_called_off

    @property
    def is_published(self) -> bool:
        """Whether entrants read their marks."""
        return self.state == RoundState.PUBLISHED

    @property
    def parts(self) -> Sequence[Criterion]:
        """What judges look at, in its order."""
        return [Criterion(**each) for each in self.criteria]

    def takes_proposals_on(self, day: date) -> bool:
        """Tell whether entrants write theirs."""
        is_in_time = self.day is None or day <= self.day
        return self.kind == RoundKind.PROPOSAL and self.is_running and is_in_time

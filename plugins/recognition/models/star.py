"""By what stars are chosen, the months, who might be one, and who is."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.bilingual import in_readers_language
from lms.models import Team
from lms.models.person_field import person_field
from lms.people.display import display_name
from plugins.recognition.enums import Criterion, Mark, MonthState, StarState

DECIDE = "lms_recognition.decide_star"
MOST_WEIGHT, MOST_GOAL, MOST_CANDIDATES = 100, 50, 30


def month_name(month: date) -> str:
    """Return a month as the reader writes it."""
    return str(date_format(month, "YEAR_MONTH_FORMAT"))


def _number(label: Any, default: int, least: int, most: int, **options: Any) -> Any:
    return models.PositiveSmallIntegerField(
        label,
        default=default,
        validators=[MinValueValidator(least), MaxValueValidator(most)],
        **options,
    )


class SchemeVersion(models.Model):
    """What counts from a month on; what months were decided by stays as it was."""

    from_month = models.DateField(_("from this month on"))
    praise = _number(Criterion.PRAISE.label, 40, 0, MOST_WEIGHT)
    thanks = _number(Criterion.THANKS.label, 0, 0, MOST_WEIGHT)
    scores = _number(Criterion.SCORES.label, 30, 0, MOST_WEIGHT)
    peers = _number(Criterion.PEERS.label, 30, 0, MOST_WEIGHT)
    praise_goal = _number(_("Praise from customers that is worth 100"), 3, 1, MOST_GOAL)
    thanks_goal = _number(_("Colleagues whose thanks are worth 100"), 5, 1, MOST_GOAL)
    candidates = _number(_("Candidates that are shown"), 5, 1, MOST_CANDIDATES)
    bonus = models.CharField(
        _("Bonus of a star"),
        max_length=100,
        blank=True,
        help_text=_("As text, for payroll. Nothing is paid from here."),
    )
    bonus_en = models.CharField(_("Bonus of a star, in English"), max_length=100, blank=True)  # fmt: skip
    praise_bonus = models.CharField(
        _("Bonus for praise"),
        max_length=100,
        blank=True,
        help_text=_("Stands as a hint where praise is confirmed."),
    )
    made_by = person_field(pgettext_lazy("scheme", "written by"))
    made_at = models.DateTimeField(pgettext_lazy("scheme", "written"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("criteria of the Service Star")
        verbose_name_plural = _("criteria of the Service Star")
        ordering = ["-from_month", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(praise__gt=0)
                | Q(thanks__gt=0)
                | Q(scores__gt=0)
                | Q(peers__gt=0),
                name="lms_recognition_something_counts",
                violation_error_message=_(
                    "At least one criterion has to weigh something."
                ),
            )
        ]

    def __str__(self) -> str:
        return month_name(self.from_month)

    @property
    def weights(self) -> Mapping[str, int]:
        """How much each criterion weighs."""
        return {str(each): getattr(self, each.value) for each in Criterion}

    @property
    def shares(self) -> list[tuple[str, int]]:
        """Each criterion that counts, by name, and its share in percent."""
        weights = self.weights
        whole = sum(weights.values()) or 1
        return [
            (str(each.label), round(100 * weights[each] / whole))
            for each in Criterion
            if weights[each]
        ]


class StarMonth(models.Model):
    """A month for which a star is looked for."""

    month = models.DateField(_("month"), unique=True)
    version = models.ForeignKey(
        SchemeVersion,
        models.PROTECT,
        verbose_name=pgettext_lazy("recognition", "criteria"),
        related_name="months",
    )
    opens_on = models.DateField(_("teams vote from"))
    closes_on = models.DateField(_("teams vote until"))
    state = models.CharField(
        pgettext_lazy("month of a star", "state"),
        max_length=10,
        choices=MonthState,
        default=MonthState.OPEN,
    )
    counted_at = models.DateTimeField(_("figures of"), null=True)
    announced_by = person_field(_("announced by"))
    announced_at = models.DateTimeField(_("announced"), null=True)
    votes = models.JSONField(default=dict)
    """How many voted for whom, by keys as text in their order: one row for all, so that
    nothing shows which ballot a vote came with."""
    words = models.CharField(
        pgettext_lazy("month of a star", "why there is no star"),
        max_length=300,
        blank=True,
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("month of the Service Star")
        verbose_name_plural = _("months of the Service Star")
        ordering = ["-month"]
        default_permissions = ()
        permissions = [("decide_star", _("Can decide on the Service Star"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=models.F("opens_on")),
                name="lms_recognition_ballot_has_days",
            )
        ]

    def __str__(self) -> str:
        return month_name(self.month)

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lms_recognition:month", args=[self.pk])

    @property
    def last_day(self) -> date:
        """The last day of which evidence counts."""
        return self.month.replace(day=monthrange(self.month.year, self.month.month)[1])

    def is_voting(self, day: date) -> bool:
        """Tell whether teams vote on a day."""
        is_open = self.state == MonthState.OPEN
        return is_open and self.opens_on <= day <= self.closes_on

    def may_be_counted(self, day: date) -> bool:
        """Tell whether the month and its ballot are over."""
        return max(self.closes_on, self.last_day) < day

    @property
    def is_pending(self) -> bool:
        """Whether something is still to be decided."""
        return self.state in {MonthState.OPEN, MonthState.COUNTED}


class Candidate(models.Model):
    """What somebody's evidence of a month came to."""

    month = models.ForeignKey(StarMonth, models.CASCADE, related_name="candidates")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name=_("person"),
        related_name="+",
    )
    team = models.ForeignKey(Team, models.SET_NULL, related_name="+", null=True)
    total = models.DecimalField(_("figure"), max_digits=5, decimal_places=2)
    rank = models.PositiveIntegerField(pgettext_lazy("star", "rank"))
    parts = models.JSONField(default=list)
    """How it was reached, each as of `weighing.Part`."""
    marks = models.JSONField(default=list)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("candidate for the Service Star")
        verbose_name_plural = _("candidates for the Service Star")
        ordering = ["rank", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["month", "person"], name="lms_recognition_candidate_once"
            )
        ]

    def __str__(self) -> str:
        return display_name(self.person)

    @property
    def marked(self) -> list[Mark]:
        """What whoever decides should know."""
        return [Mark(name) for name in self.marks if name in Mark.values]

    @property
    def is_barred(self) -> bool:
        """Whether somebody was the star too often in a row."""
        return Mark.IN_A_ROW in self.marks

    @property
    def shown_parts(self) -> list[dict[str, Any]]:
        """How the figure was reached, each with the name of its criterion."""
        return shown_parts(self.parts)


def shown_parts(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return how a figure was reached, each part with the name of its criterion."""
    return [{**each, "label": Criterion(each["criterion"]).label} for each in parts]


class StarQuerySet(models.QuerySet["Star"]):
    """Stars."""

    def visible_for(self, user: Any) -> Self:
        """Return what was announced; to whoever decides, all."""
        if user.has_perm(DECIDE):
            return self.all()
        return self.exclude(state=StarState.DECIDED)

    def awarded(self) -> Self:
        """Return those that count."""
        return self.filter(state=StarState.AWARDED)

    def standing(self) -> Self:
        """Return those that nobody withdrew."""
        return self.exclude(state=StarState.WITHDRAWN)

    def named(self) -> Self:
        """Bring along what lists name."""
        return self.select_related("month__version", "person", "team")


class Star(models.Model):
    """A person, or a team, is the star of a month."""

    month = models.ForeignKey(StarMonth, models.PROTECT, related_name="stars")
    person = person_field(_("person"))
    is_of_team = models.BooleanField(default=False)
    team = models.ForeignKey(
        Team, models.SET_NULL, verbose_name=_("team"), related_name="+", null=True
    )
    """The star's own team, or the team that is the star."""
    total = models.DecimalField(
        _("figure"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    parts = models.JSONField(default=list)
    reason = models.CharField(pgettext_lazy("star", "reason"), max_length=300)
    bonus = models.CharField(pgettext_lazy("star", "bonus"), max_length=100, blank=True)
    bonus_en = models.CharField(max_length=100, blank=True)
    state = models.CharField(
        pgettext_lazy("star", "state"),
        max_length=10,
        choices=StarState,
        default=StarState.DECIDED,
    )
    decided_by = person_field(pgettext_lazy("star", "decided by"))
    decided_at = models.DateTimeField(pgettext_lazy("star", "decided"))
    withdrawn_by = person_field(pgettext_lazy("star", "withdrawn by"))
    withdrawn_at = models.DateTimeField(pgettext_lazy("star", "withdrawn"), null=True)
    withdrawal = models.CharField(
        pgettext_lazy("star", "reason of the withdrawal"), max_length=300, blank=True
    )

    objects = StarQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Service Star")
        verbose_name_plural = _("Service Stars")
        ordering = ["-month__month", "is_of_team", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["month", "person"],
                condition=Q(is_of_team=False) & ~Q(state="withdrawn"),
                name="lms_recognition_star_once",
            ),
            models.UniqueConstraint(
                fields=["month", "team"],
                condition=Q(is_of_team=True) & ~Q(state="withdrawn"),
                name="lms_recognition_team_star_once",
            ),
            models.CheckConstraint(
                condition=Q(is_of_team=False) | Q(person=None),
                name="lms_recognition_person_or_team",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawal=""),
                name="lms_recognition_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.month}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lms_recognition:star", args=[self.pk])

    @property
    def name(self) -> str:
        """How the person or the team is called."""
        if self.is_of_team:
            return str(self.team or "—")
        return display_name(self.person) if self.person else "—"

    @property
    def bonus_text(self) -> str:
        """The bonus in the reader's language."""
        return in_readers_language(self.bonus, self.bonus_en)

    @property
    def counts(self) -> bool:
        """Whether it was announced and stands."""
        return self.state == StarState.AWARDED

    @property
    def shown_parts(self) -> list[dict[str, Any]]:
        """How the figure was reached, each with the name of its criterion."""
        return shown_parts(self.parts)

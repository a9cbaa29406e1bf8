"""Who is the star of a month."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.bilingual import in_readers_language
from lms.models import Team
from lms.models.person_field import person_field
from lms.people.display import display_name
from plugins.recognition.enums import StarState
from plugins.recognition.models.month import StarMonth, shown_parts

DECIDE = "lms_recognition.decide_star"


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

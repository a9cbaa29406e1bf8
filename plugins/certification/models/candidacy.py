"""Who is on the way to a level, and what was decided."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lms.models.person_field import person_field
from plugins.certification import trees
from plugins.certification.enums import UNDER_WAY, CandidacyState
from plugins.certification.models.scheme import Level, LevelVersion


class CandidacyQuerySet(models.QuerySet["Candidacy"]):
    """Candidacies."""

    def of(self, user: Any) -> Self:
        """Return those of one person."""
        return self.filter(person=getattr(user, "pk", None) or 0)

    def under_way(self) -> Self:
        """Return those that are not closed."""
        return self.filter(state__in=UNDER_WAY)

    def waiting_for(self, user: Any) -> Self:
        """Return those that were proposed and on which `user` may decide.

        Not one's own, nor, where the level takes two people, what one has proposed.
        """
        second = Q(level__needs_second_person=True)
        refused = Q(person=user) | second & (Q(proposed_by=user) | Q(proposed_by=None))
        rows = self.filter(state=CandidacyState.PROPOSED).exclude(person=None)
        return rows.filter(~refused)


class _CandidacyManager(models.Manager.from_queryset(CandidacyQuerySet)):  # type: ignore[misc] # a class made when it runs
    """Brings the level along: a row is named after it."""

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("level__scheme")


class Candidacy(models.Model):
    """One try of one person to reach a level, by what one version asks for."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("person"),
        related_name="+",
        null=True,
    )
    level = models.ForeignKey(Level, models.PROTECT, related_name="candidacies")
    version = models.ForeignKey(LevelVersion, models.PROTECT, related_name="+")
    renews = models.ForeignKey(
        "lms_certification.Award",
        models.PROTECT,
        verbose_name=_("renews"),
        related_name="renewals",
        null=True,
    )
    state = models.CharField(
        pgettext_lazy("candidacy", "state"),
        max_length=10,
        choices=CandidacyState,
        default=CandidacyState.OPEN,
    )
    opened_at = models.DateTimeField(_("applied"))
    proposed_by = person_field(pgettext_lazy("candidate", "proposed by"))
    proposed_at = models.DateTimeField(
        pgettext_lazy("candidate", "proposed"), null=True
    )
    closed_at = models.DateTimeField(pgettext_lazy("admission", "closed"), null=True)

    objects = _CandidacyManager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("candidacy")
        verbose_name_plural = _("candidacies")
        ordering = ["-opened_at", "-pk"]
        default_permissions = ()
        permissions = [
            ("propose_candidacy", _("Can propose candidates for a certificate")),
            ("decide_candidacy", _("Can decide who is certified")),
        ]
        indexes = [
            models.Index(
                fields=["state", "opened_at"], name="lms_certification_waiting"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "level"],
                condition=Q(state__in=("open", "proposed")),
                name="lms_certification_one_candidacy",
            ),
            models.CheckConstraint(
                condition=Q(person=None)
                | Q(proposed_by=None)
                | ~Q(proposed_by=F("person")),
                name="lms_certification_proposed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level.scheme} · {self.level}"

    @property
    def is_under_way(self) -> bool:
        """Whether nothing has been decided."""
        return self.state in UNDER_WAY

    def is_renewal_on(self, day: date) -> bool:
        """Tell whether what it renews counts, or did when the person was proposed."""
        asked = localdate(self.proposed_at) if self.proposed_at else day
        return self.renews is not None and self.renews.is_held_on(asked)

    def tree_on(self, day: date) -> trees.Tree:
        """Return what it takes: for a renewal, what is asked again."""
        tree = self.version.tree
        return trees.for_renewal(tree) if self.is_renewal_on(day) else tree


class Decision(AppendOnlyModel):
    """What was decided, by whom, on which grounds: written once.

    `basis` holds what was asked for and what was found, not of whom; `sha256` is the
    hash of it.
    """

    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="decisions")
    is_granted = models.BooleanField(_("granted"))
    reason = models.CharField(_("why"), max_length=500, blank=True)
    basis = models.JSONField()
    sha256 = models.CharField(max_length=64)
    proposed_by = person_field(pgettext_lazy("candidate", "proposed by"))
    decided_by = person_field(_("decided by"))
    decided_at = models.DateTimeField(_("decided"))

    objects: Any = AppendOnlyQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("certification", "decision")
        verbose_name_plural = pgettext_lazy("certification", "decisions")
        ordering = ["-decided_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["candidacy"], name="lms_certification_decided_once"
            ),
            models.CheckConstraint(
                condition=Q(is_granted=True) | ~Q(reason=""),
                name="lms_certification_refused_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidacy_id}: {self.is_granted}"

    @property
    def grounds(self) -> list[dict[str, Any]]:
        """What was asked for and met; where one of several was enough, those alone."""
        return [line for line in self.basis["found"] if line["is_met"]]

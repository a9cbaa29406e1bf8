"""Sittings: who is judged by whom on which scene, and what came of it."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lms.models.person_field import person_field
from plugins.courses.enums import NoteKind, SheetState, SittingState
from plugins.courses.models.enrollment import Result
from plugins.courses.models.practical import Practical
from plugins.courses.models.rubric import RubricVersion
from plugins.courses.models.scene import Scene

ORGANISE = "lms_courses.organise_sitting"
JUDGE = "lms_courses.judge_scoresheet"
REPORT = "lms_courses.report_enrollment"
LONGEST_REASON = 500
LONGEST_COMMENT = 1000


def _person(label: Any, name: str) -> Any:
    """Return a field for somebody whose evidence it is."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, related_name=name
    )


class SittingQuerySet(models.QuerySet["Sitting"]):
    """Sittings, as people may see them."""

    def of(self, user: Any) -> Self:
        """Return those in which the person is the candidate."""
        return self.filter(candidate=getattr(user, "pk", None) or 0)

    def visible_for(self, user: Any) -> Self:
        """Return those of candidate and judges; managers see what is decided."""
        if user.has_perm(ORGANISE):
            return self
        judged = ScoreSheet.objects.filter(judge=user).values("sitting")
        seen = Q(candidate=user) | Q(pk__in=judged)
        if user.has_perm(REPORT):
            seen |= Q(state=SittingState.DECIDED)
        return self.filter(seen)

    def decided(self) -> Self:
        """Return those with a mark."""
        return self.filter(state=SittingState.DECIDED)

    def ahead(self) -> Self:
        """Return those that have neither a mark nor been cancelled."""
        over = (SittingState.DECIDED, SittingState.CANCELLED)
        return self.exclude(state__in=over)


class Sitting(models.Model):
    """One performance of a candidate before judges; only services change it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practical = models.ForeignKey(Practical, models.PROTECT, related_name="sittings")
    title = models.CharField(pgettext_lazy("practical", "title"), max_length=120)
    """That of the practical when it was planned."""
    candidate = _person(_("candidate"), "lms_courses_sittings")
    scene = models.ForeignKey(Scene, models.PROTECT, related_name="sittings")
    scene_told = models.JSONField(default=dict)
    """What the scene said when scoring began: later edits change no evidence."""
    rubric = models.ForeignKey(RubricVersion, models.PROTECT, related_name="sittings")
    number = models.PositiveSmallIntegerField(_("attempt"))
    starts_at = models.DateTimeField(_("begins"), db_index=True)
    state = models.CharField(
        pgettext_lazy("sitting", "state"),
        max_length=10,
        choices=SittingState,
        default=SittingState.PLANNED,
        db_index=True,
    )
    planned_by = person_field(_("planned by"))
    score = models.DecimalField(
        _("score"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    is_passed = models.BooleanField(_("passed"), null=True)
    decided_by = person_field(_("decided by"))
    """Empty where the judges agreed."""
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    result = models.OneToOneField(
        Result, models.PROTECT, null=True, blank=True, related_name="sitting"
    )
    """The current one; earlier ones are those that it replaces."""
    reply = models.TextField(_("reply"), max_length=LONGEST_COMMENT, blank=True)
    replied_at = models.DateTimeField(_("replied"), null=True, blank=True)
    wants_review = models.BooleanField(_("asks for a review"), default=False)
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)

    objects = SittingQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        ordering = ["starts_at", "pk"]
        default_permissions = ()
        permissions = [
            ("organise_sitting", _("Can plan practicals and decide on them"))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["practical", "candidate", "number"],
                name="lms_courses_sitting_number",
            ),
            models.CheckConstraint(
                condition=Q(state=SittingState.DECIDED, score__isnull=False)
                | (~Q(state=SittingState.DECIDED) & Q(score=None)),
                name="lms_courses_decided_with_score",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def played(self) -> Scene:
        """The scene as it was scored; as it is now before that."""
        return (
            Scene(pk=self.scene_id, **self.scene_told)
            if self.scene_told
            else self.scene
        )

    @property
    def is_over(self) -> bool:
        """Whether nothing is hidden from the candidate any more."""
        return self.state == SittingState.DECIDED

    @property
    def is_ahead(self) -> bool:
        """Whether it has neither a mark nor been cancelled."""
        return self.state not in {SittingState.DECIDED, SittingState.CANCELLED}


class ScoreSheet(models.Model):
    """What one judge saw in one sitting; blind until all needed are in."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="sheets")
    judge = _person(_("judge"), "lms_courses_sheets")
    is_deciding = models.BooleanField(default=False)
    """Whether it is that of another judge who was asked because the others differ."""
    state = models.CharField(
        pgettext_lazy("sheet", "state"),
        max_length=10,
        choices=SheetState,
        default=SheetState.DRAFT,
    )
    marks = models.JSONField(default=dict)
    """Place of the criterion, as text, to points."""
    comments = models.JSONField(default=dict)
    """Place of the criterion, as text, to words."""
    lines = models.JSONField(default=dict)
    """Number of a line of the recording, as text, to words."""
    comment = models.TextField(_("comment"), max_length=LONGEST_COMMENT, blank=True)
    revision = models.PositiveIntegerField(default=0)
    """How often it was saved; who saves names the one that was read."""
    total = models.DecimalField(
        _("score"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("score sheet")
        verbose_name_plural = _("score sheets")
        ordering = ["is_deciding", "pk"]
        default_permissions = ()
        permissions = [("judge_scoresheet", _("Can be asked to judge practicals"))]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "judge"], name="lms_courses_one_sheet"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id}: {self.judge_id}"

    @property
    def is_in(self) -> bool:
        """Whether it was handed in."""
        return self.state != SheetState.DRAFT


class SittingNote(AppendOnlyModel):
    """What somebody did about a sitting, and why."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=12, choices=NoteKind)
    reason = models.TextField(_("reason"), max_length=LONGEST_REASON, blank=True)
    by = person_field(_("by"))
    at = models.DateTimeField(_("when"))

    objects = AppendOnlyQuerySet["SittingNote"].as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("note on a sitting")
        verbose_name_plural = _("notes on sittings")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.get_kind_display()

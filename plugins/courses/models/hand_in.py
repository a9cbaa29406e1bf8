"""What learners hand in for a lesson: each time is a version, and all are kept."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.access import readable_pages
from lms.models.person_field import person_field
from plugins.courses.enums import HandInState
from plugins.courses.models.enrollment import Enrollment

SHOWN = frozenset({"image", "audio", "video"})


class HandInQuerySet(models.QuerySet["HandIn"]):
    """Versions of what was handed in."""

    def of(self, user: Any) -> Self:
        """Return those of one person."""
        return self.filter(enrollment__person=getattr(user, "pk", None) or 0)

    def open_to(self, user: Any) -> Self:
        """Return those of others, in courses that are not closed to `user`."""
        course = readable_pages(user, "enrollment__release__course__path")
        return self.filter(course).exclude(enrollment__person=user.pk)

    def waiting(self) -> Self:
        """Return those that somebody is to look at, the longest waiting first."""
        return self.filter(
            state=HandInState.WAITING,
            enrollment__withdrawn_at=None,
            enrollment__person__is_active=True,
        ).order_by("handed_in_at", "pk")


class HandIn(models.Model):
    """One time that somebody handed in what a lesson asks for, and what became of it."""

    LONGEST = 8000

    enrollment = models.ForeignKey(
        Enrollment, models.CASCADE, related_name="hand_ins", verbose_name=_("learner")
    )
    lesson_key = models.UUIDField()
    block = models.UUIDField()
    """That of the task in the body of the lesson."""
    number = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(pgettext_lazy("course", "title"), max_length=255)
    """That of the lesson, also once it is gone."""
    task = models.TextField(_("task"))
    """As it was when this was handed in."""
    text = models.TextField(_("text"), max_length=LONGEST, blank=True)
    state = models.CharField(
        pgettext_lazy("hand-in", "state"),
        max_length=10,
        choices=HandInState,
        default=HandInState.WAITING,
    )
    handed_in_at = models.DateTimeField(_("handed in"))
    points = models.JSONField(_("control points"), default=list)
    """For each, once somebody has looked: `text`, `is_met` (or None) and `comment`."""
    feedback = models.TextField(_("feedback"), max_length=LONGEST, blank=True)
    decided_by = person_field(_("looked at by"))
    decided_at = models.DateTimeField(_("looked at"), null=True, blank=True)

    objects = HandInQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("hand-in")
        verbose_name_plural = _("hand-ins")
        ordering = ["-number"]
        default_permissions = ()
        permissions = [("review_handin", _("Can look at what learners hand in"))]
        indexes = [
            models.Index(fields=["state", "handed_in_at"], name="lms_courses_hand_ins")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "lesson_key", "block", "number"],
                name="lms_courses_hand_in_number",
            ),
            models.UniqueConstraint(
                fields=["enrollment", "lesson_key", "block"],
                condition=Q(state=HandInState.WAITING),
                name="lms_courses_one_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class HandInFile(models.Model):
    """A file of it, for the learner and those who look at it alone; no document."""

    LONGEST_NAME = 200

    hand_in = models.ForeignKey(HandIn, models.CASCADE, related_name="files")
    file = models.FileField(
        pgettext_lazy("hand-in", "file"), upload_to="hand_ins", max_length=255
    )
    filename = models.CharField(_("name of the file"), max_length=LONGEST_NAME)
    mime = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("file of a hand-in")
        verbose_name_plural = _("files of hand-ins")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.filename

    @property
    def medium(self) -> str:
        """What a browser shows it as: image, audio, video, or "" for none."""
        kind = self.mime.partition("/")[0]
        return kind if kind in SHOWN else ""

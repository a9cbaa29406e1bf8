"""What learners say in a lesson: answers to quick checks, and notes of their own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from plugins.courses.models.enrollment import Enrollment


class CheckAnswer(models.Model):
    """What somebody answered to a quick check last, and how often."""

    enrollment = models.ForeignKey(
        Enrollment, models.CASCADE, related_name="check_answers"
    )
    lesson_key = models.UUIDField()
    block = models.UUIDField()
    """That of the question in the body of the lesson; a copy of the lesson has the same."""
    chosen = models.JSONField(default=list)
    """The keys of the answers that were chosen."""
    is_right = models.BooleanField(_("right"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=1)
    answered_at = models.DateTimeField(_("answered"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("answer to a quick check")
        verbose_name_plural = _("answers to quick checks")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "lesson_key", "block"],
                name="lms_courses_answer_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id}: {self.block}"


class LessonNote(models.Model):
    """What somebody wrote for a reflection; theirs, and their trainer's to read."""

    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="notes")
    lesson_key = models.UUIDField()
    block = models.UUIDField()
    text = models.TextField(_("text"), max_length=4000, blank=True)
    written_at = models.DateTimeField(_("written"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("note of a learner")
        verbose_name_plural = _("notes of learners")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "lesson_key", "block"],
                name="lms_courses_note_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id}: {self.block}"

"""Courses, and who is in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CourseLevel(models.TextChoices):
    """For whom a course is."""

    JUNIOR = "junior", pgettext_lazy("course", "Junior")
    INTERMEDIATE = "intermediate", pgettext_lazy("course", "Intermediate")
    SENIOR = "senior", pgettext_lazy("course", "Senior")


class CourseArea(models.TextChoices):
    """What a course is about."""

    AWARENESS = "awareness", pgettext_lazy("course", "Service awareness")
    PRODUCT = "product", pgettext_lazy("course", "Products and policies")
    SKILLS = "skills", pgettext_lazy("course", "Service skills")
    COMMUNICATION = "communication", pgettext_lazy("course", "Communication")
    TEAMWORK = "teamwork", pgettext_lazy("course", "Teamwork and processes")
    MOTIVATION = "motivation", pgettext_lazy("course", "Motivation")


class ActivityKind(models.TextChoices):
    """What there is to do in a course."""

    LESSON = "lesson", pgettext_lazy("course", "Lesson")
    EXAM = "exam", pgettext_lazy("course", "Exam")
    PRACTICAL = "practical", pgettext_lazy("course", "Practical")


class EnrollmentSource(models.TextChoices):
    """Why somebody is in a course."""

    SELF = "self", _("By oneself")
    ASSIGNED = "assigned", _("Assigned")


class LessonRule(models.TextChoices):
    """When a lesson is done."""

    PRESSED = "pressed", _("“Done” was pressed")
    CHECKS = "checks", _("All quick checks are right")


class StepState(models.TextChoices):
    """How far somebody is with one activity."""

    DONE = "done", pgettext_lazy("step of a course", "Done")
    WAIVED = "waived", pgettext_lazy("step of a course", "No longer needed")
    OPENED = "opened", pgettext_lazy("step of a course", "Begun")
    NEW = "new", pgettext_lazy("step of a course", "Not begun")


class EnrollmentState(models.TextChoices):
    """How far somebody is with a course, as lists and the report say it."""

    OVERDUE = "overdue", pgettext_lazy("course", "Overdue")
    RUNNING = "running", pgettext_lazy("course", "Under way")
    NEW = "new", pgettext_lazy("course", "Not begun")
    COMPLETED = "completed", pgettext_lazy("course", "Completed")
    WITHDRAWN = "withdrawn", pgettext_lazy("course", "Given up")


class EnrollmentAct(models.TextChoices):
    """What was done about somebody's enrollment."""

    DUE_MOVED = "due_moved", pgettext_lazy("act on an enrollment", "Due date changed")
    TAKEN_BACK = "taken_back", pgettext_lazy("act on an enrollment", "Taken back")
    GIVEN_BACK = "given_back", pgettext_lazy("act on an enrollment", "Given again")
    PASS_KEPT = "pass_kept", pgettext_lazy("act on an enrollment", "A corrected mark counts further")  # fmt: skip
    PASS_TAKEN = "pass_taken", pgettext_lazy("act on an enrollment", "A corrected mark is to be done again")  # fmt: skip
    UNDECIDED = "undecided", pgettext_lazy("act on an enrollment", "Decision about a corrected mark undone")  # fmt: skip


class LostPassOutcome(models.TextChoices):
    """What became of a pass that a correction took away."""

    KEPT = "kept", pgettext_lazy("lost pass", "Counts further")
    REOPENED = "reopened", pgettext_lazy("lost pass", "Taken back")
    PASSED = "passed", pgettext_lazy("lost pass", "Passed again")

"""What the plugin tells; nobody need know it to listen to the names."""

from dataclasses import dataclass

from lms.events import Event, kind

COMPLETED = "lms_courses.completed"
"""Activity for which rules of points may give something."""


@kind("lms_courses.course_completed")
@dataclass(frozen=True, kw_only=True)
class CourseCompleted(Event):
    """Somebody has done all that a course requires. The target is the enrollment. Key: it."""

    course_key: str


@kind("lms_courses.result_given")
@dataclass(frozen=True, kw_only=True)
class ResultGiven(Event):
    """Somebody has a mark in an exam or practical. The target is the result. Key: its key.

    The actor is whose mark it is.
    """

    activity_key: str
    activity_kind: str
    is_passed: bool


CLASS_ATTENDED = "lms_courses.class_attended"
"""Activity for which rules of points may give something."""


@kind("lms_courses.make_up_opened")
@dataclass(frozen=True, kw_only=True)
class MakeUpOpened(Event):
    """Somebody has missed too much of a cohort. The target is the order. Key: it and its step.

    The actor is whose order it is.
    """

    cohort_key: str


@kind("lms_courses.make_up_closed")
@dataclass(frozen=True, kw_only=True)
class MakeUpClosed(Event):
    """A make-up order is settled. The target is the order. Key: it and its step.

    The actor is whose order it is; `outcome` is closed, waived or withdrawn.
    """

    cohort_key: str
    outcome: str

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


EXAM_PASSED = "lms_courses.exam_passed"
"""Activity for which rules of points may give something."""


@kind("lms_courses.exam_assigned")
@dataclass(frozen=True, kw_only=True)
class ExamAssigned(Event):
    """Somebody is to sit an exam. The target is the exam. Key: exam, person and day."""

    person: int


@kind("lms_courses.attempt_submitted")
@dataclass(frozen=True, kw_only=True)
class AttemptSubmitted(Event):
    """An attempt at an exam was handed in or its time was up, and it is marked.

    The target is the attempt. Key: it. The actor is whose attempt it is.
    """

    is_passed: bool


@kind("lms_courses.attempt_regraded")
@dataclass(frozen=True, kw_only=True)
class AttemptRegraded(Event):
    """An attempt was marked again. The target is the attempt. Key: its marking."""

    person: int


@kind("lms_courses.remedial_opened")
@dataclass(frozen=True, kw_only=True)
class RemedialOpened(Event):
    """Somebody failed the last attempt at an exam. The target is the order. Key: it.

    The actor is whose attempt it was.
    """


@kind("lms_courses.remedial_closed")
@dataclass(frozen=True, kw_only=True)
class RemedialClosed(Event):
    """Reinforced training is over, another attempt is granted. Key: the order.

    The target is the order.
    """

    person: int

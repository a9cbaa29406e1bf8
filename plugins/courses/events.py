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


PRACTICAL_PASSED = "lms_courses.practical_passed"
JUDGED = "lms_courses.judged"
"""Activities for which rules of points may give something."""


@kind("lms_courses.sitting_planned")
@dataclass(frozen=True, kw_only=True)
class SittingPlanned(Event):
    """A sitting of a practical was planned. The target is the sitting. Key: it."""


@kind("lms_courses.judge_asked")
@dataclass(frozen=True, kw_only=True)
class JudgeAsked(Event):
    """Somebody is asked to judge in place of another, or to decide.

    The target is the sitting. Key: the sheet.
    """

    judge: int


@kind("lms_courses.sitting_moved")
@dataclass(frozen=True, kw_only=True)
class SittingMoved(Event):
    """A sitting was moved or cancelled. The target is the sitting. Key: the note on it."""

    is_cancelled: bool


@kind("lms_courses.sheet_unlocked")
@dataclass(frozen=True, kw_only=True)
class SheetUnlocked(Event):
    """A judge got a score sheet back. The target is the sitting. Key: the note on it."""

    judge: int


@kind("lms_courses.adjudication_wanted")
@dataclass(frozen=True, kw_only=True)
class AdjudicationWanted(Event):
    """The judges differ too much. The target is the sitting.

    Key: the sitting, and how often its sheets were saved.
    """


@kind("lms_courses.sitting_decided")
@dataclass(frozen=True, kw_only=True)
class SittingDecided(Event):
    """A sitting has a mark, or another one. The target is the sitting.

    Key: the sitting and the moment. The actor is the candidate.
    """

    is_passed: bool


@kind("lms_courses.review_wanted")
@dataclass(frozen=True, kw_only=True)
class ReviewWanted(Event):
    """A candidate asks somebody to look at a mark again. The target is the sitting. Key: it."""


@kind("lms_courses.review_done")
@dataclass(frozen=True, kw_only=True)
class ReviewDone(Event):
    """A review was answered. The target is the sitting. Key: it."""


@kind("lms_courses.pass_rate_low")
@dataclass(frozen=True, kw_only=True)
class PassRateLow(Event):
    """Few pass the practicals of a course.

    The target is the course, or the practical without one. Key: the target.
    """

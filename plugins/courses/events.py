"""What the plugin tells; nobody need know it to listen to the names."""

from dataclasses import dataclass

from lms.events import Event, kind

COMPLETED = "lms_courses.course_completed"
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


EXAM_PASSED = "lms_courses.exam_passed"
"""Activity for which rules of points may give something."""


@kind("lms_courses.exam_assigned")
@dataclass(frozen=True, kw_only=True)
class ExamAssigned(Event):
    """Somebody is to sit an exam. The target is the exam. Key: exam, person and moment."""

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


@kind("lms_courses.pass_lost")
@dataclass(frozen=True, kw_only=True)
class PassLost(Event):
    """A correction took a pass away that counts in a course. Key: it.

    The target is what is to be decided about. The actor is whose pass it was.
    """


@kind("lms_courses.lost_pass_decided")
@dataclass(frozen=True, kw_only=True)
class LostPassDecided(Event):
    """Somebody decided about a pass that was taken away, or undid that.

    The target is it. Key: the note. `outcome` is kept, reopened or undone.
    """

    person: int
    outcome: str
    note: int
    """That in the history of the enrollment, which says why."""


@kind("lms_courses.handed_in")
@dataclass(frozen=True, kw_only=True)
class HandedIn(Event):
    """Somebody handed in what a lesson asks for. The target is the hand-in. Key: it."""


@kind("lms_courses.hand_in_decided")
@dataclass(frozen=True, kw_only=True)
class HandInDecided(Event):
    """Somebody looked at it. The target is the hand-in. Key: it."""

    person: int
    """Whose it is."""
    is_accepted: bool

"""What cannot be done with classes and cohorts."""

from plugins.courses.exceptions.courses import CourseError


class ClassError(CourseError):
    """Something that cannot be done with a class or a cohort as it is."""


class TrainerBusyError(ClassError):
    """The trainer is in another class at that time: `other`."""

    def __init__(self, other: object) -> None:
        super().__init__(str(other))
        self.other = other


class FullError(ClassError):
    """There is no place left, and no waiting list."""


class NoPlaceError(ClassError):
    """Others have booked all places of the make-up class."""


class AnsweredError(ClassError):
    """Somebody has answered the apology already."""


class ClassChangedError(ClassError):
    """Somebody else has changed the class since it was opened for changing."""


class CancelledError(ClassError):
    """The class is cancelled."""


class NotInClassError(ClassError):
    """The person is not expected at this class."""


class NotOpenError(ClassError):
    """One cannot sign in at this time: `moment` is when it opens or when it closed."""

    def __init__(self, moment: object, *, is_early: bool) -> None:
        super().__init__(str(moment))
        self.moment, self.is_early = moment, is_early


class WrongCodeError(ClassError):
    """The code is not that of now; `left` more may be tried."""

    def __init__(self, left: int) -> None:
        super().__init__(str(left))
        self.left = left


class TooManyCodesError(ClassError):
    """Too many wrong codes: one waits, or asks the trainer."""


class ReasonNeededError(ClassError):
    """This takes a reason."""


class OrderStateError(ClassError):
    """The make-up order is at another stage."""


class ExamNotPassedError(ClassError):
    """A make-up order is not closed before its exam is passed: `exam`."""

    def __init__(self, exam: object) -> None:
        super().__init__(str(exam))
        self.exam = exam


class IssueStateError(ClassError):
    """The issue is at another stage; somebody may have been quicker."""


class NothingToUndoError(ClassError):
    """The person has changed nothing in this list."""

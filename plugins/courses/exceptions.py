from collections.abc import Sequence


class CourseError(Exception):
    """Something that cannot be done with a course as it is."""


class NothingToLearnError(CourseError):
    """A course without a live lesson, exam or practical is not released."""


class NotReleasedError(CourseError):
    """Nobody begins a course that was never released."""


class ClosedCourseError(CourseError):
    """The course is not open to everybody: it is assigned."""


class LockedError(CourseError):
    """Other courses come first; `missing` are their titles."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


class NotRunningError(CourseError):
    """The course is completed or given up."""


class NotInReleaseError(CourseError):
    """The lesson is not part of what this person began with."""


class TooSoonError(CourseError):
    """The lesson has not been open for as long as it asks for."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} seconds are left")
        self.seconds = seconds


class ChecksOpenError(CourseError):
    """A quick check of the lesson is not answered rightly yet."""


class NoAnswerError(CourseError):
    """Nothing was chosen, or what was chosen is not offered."""


class NotOneselfError(CourseError):
    """What somebody else assigned is not given up by oneself."""


class NoWayBackError(CourseError):
    """Something was built on the decision: passed anew, taken back, or given up."""


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


class SittingStateError(CourseError):
    """The sitting is at another stage; somebody may have been quicker."""


class JudgeConflictError(CourseError):
    """This person may not judge, or decide about, this candidate."""


class OwnSittingError(JudgeConflictError):
    """Nobody judges, or decides about, a sitting of one's own."""


class DirectManagerError(JudgeConflictError):
    """Nobody judges the people whom one leads."""


class SecondJudgeError(JudgeConflictError):
    """Whoever scored or decided it already does not do so once more."""


class TooFewJudgesError(CourseError):
    """There are fewer judges than the practical needs."""


class CandidateError(CourseError):
    """Somebody is not planned for a sitting: `candidate`."""

    def __init__(self, candidate: object) -> None:
        super().__init__(str(candidate))
        self.candidate = candidate


class NoAttemptLeftError(CandidateError):
    """The person has had all sittings of the practical."""


class AlreadyPlannedError(CandidateError):
    """The person has a sitting of the practical ahead."""


class NoRubricError(CourseError):
    """The rubric has no criteria, or the practical no scenes."""


class TooEarlyError(CourseError):
    """Nobody scores before the day of the sitting."""


class WhyMissingError(CourseError):
    """This takes a reason."""


class WrongScoreError(CourseError):
    """A score is from 0 to 100, points those of the criterion."""


class UnfinishedSheetError(CourseError):
    """Criteria have no points yet."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = tuple(names)


class StaleSheetError(CourseError):
    """The sheet was saved meanwhile, in another window; nothing is lost."""


class ExamError(CourseError):
    """Something that cannot be done with an exam as it is."""


class QuestionMistakeError(ExamError):
    """A question is not whole: `message` says to its author what is missing."""

    def __init__(self, message: object) -> None:
        super().__init__(str(message))
        self.message = message


class TooFewQuestionsError(ExamError):
    """A part of the exam asks for more questions than are ready."""

    def __init__(self, part: str, ready: int, wanted: int) -> None:
        super().__init__(part)
        self.part, self.ready, self.wanted = part, ready, wanted


class ExamNotOpenError(ExamError):
    """The exam is not published, its window is closed, or it is not for the person."""


class NoExamAttemptLeftError(ExamError):
    """All attempts are used."""


class AttemptTooSoonError(ExamError):
    """The next attempt may begin only at `at`."""

    def __init__(self, at: object) -> None:
        super().__init__(str(at))
        self.at = at


class TimeUpError(ExamError):
    """The attempt is over: what was saved by then counts."""


class StaleAnswerError(ExamError):
    """The answer was changed elsewhere since it was shown."""

    def __init__(self, item: object) -> None:
        super().__init__()
        self.item = item


class ChangedTrialError(ExamError):
    """What was tried is not what would be done now: try it again."""


class AlreadyClosedError(ExamError):
    """Somebody was quicker."""


class NoteMissingError(ExamError):
    """It takes a note or reason."""


class HandInError(CourseError):
    """Something that cannot be done with a hand-in as it is."""


class NothingHandedInError(HandInError):
    """There is neither text nor a file."""


class TooLongError(HandInError):
    """The text is longer than what is kept."""


class TooManyFilesError(HandInError):
    """More files than are taken at once."""


class TooManyVersionsError(HandInError):
    """It was handed in as often as it may be."""


class HandInChangedError(HandInError):
    """Something was handed in meanwhile, as in another window or by a second press."""


class HandInDecidedError(HandInError):
    """Somebody has looked at it, or it was replaced or taken back."""


class NoFeedbackError(HandInError):
    """Nothing is sent back without a word."""


class HandInOpenError(HandInError):
    """A task of the lesson is not handed in, or not accepted yet."""

"""What cannot be done with exams and questions."""

from plugins.courses.exceptions.courses import CourseError


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

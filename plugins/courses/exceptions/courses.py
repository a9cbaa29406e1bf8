"""What cannot be done with courses."""


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

class CourseError(Exception):
    """Something that cannot be done with a course as it is."""


class NothingToLearnError(CourseError):
    """A course without a live lesson, exam or practical is not released."""


class NotReleasedError(CourseError):
    """Nobody begins a course that was never released."""


class ClosedCourseError(CourseError):
    """The course is not open to everybody: it is assigned."""

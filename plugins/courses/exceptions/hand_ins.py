"""What cannot be done with hand-ins."""

from plugins.courses.exceptions.courses import CourseError


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

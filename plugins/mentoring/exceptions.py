"""What is refused, each with one sentence for the person; nothing was changed."""

from django.utils.translation import gettext as _


class MentoringError(Exception):
    """Something about a pair was refused; the text is for people."""


class SamePersonError(MentoringError):
    """Nobody is the own mentor."""

    def __init__(self) -> None:
        super().__init__(_("Nobody is their own mentor. Please choose somebody else."))


class HasMentorError(MentoringError):
    """The apprentice has a mentor."""

    def __init__(self) -> None:
        super().__init__(
            _("This person has a mentor already: end that pair, or hand it over.")
        )


class NotOfferedError(MentoringError):
    """The mentor takes nobody now, or has left."""

    def __init__(self) -> None:
        super().__init__(_("This mentor takes no apprentices now."))


class FullError(MentoringError):
    """The mentor has as many apprentices as anybody may have."""

    def __init__(self) -> None:
        super().__init__(
            _("This mentor has as many apprentices as a mentor may have at once.")
        )


class LeftError(MentoringError):
    """The apprentice has left."""

    def __init__(self) -> None:
        super().__init__(_("This person has left; nothing was changed."))


class OwnPairError(MentoringError):
    """Nobody decides on the own pair."""

    def __init__(self) -> None:
        super().__init__(_("This is about yourself: somebody else has to do it."))


class OverError(MentoringError):
    """The pair is over."""

    def __init__(self) -> None:
        super().__init__(_("This pair is over; its history stays as it is."))


class WrongDayError(MentoringError):
    """The day is not one of the pair, or is to come."""

    def __init__(self) -> None:
        super().__init__(_("Please choose a day of this pair, today at the latest."))


class PeriodError(MentoringError):
    """The last day comes before the first, or one of them is years away."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The last day comes after the first and within two years of it, and "
                "the first day within two years of today."
            )
        )


class LeaveError(MentoringError):
    """The days of a leave make no sense for this pair."""

    def __init__(self) -> None:
        super().__init__(
            _("Please choose days of this pair, the last one not before the first.")
        )


class LongAgoError(MentoringError):
    """Weeks that are over are excused by whoever keeps pairs."""

    def __init__(self) -> None:
        super().__init__(_("That week is over. A trainer or manager may excuse it."))


class AnsweredError(MentoringError):
    """Somebody has answered: what was answered stays."""

    def __init__(self) -> None:
        super().__init__(
            _("It has been answered already, so it stays. Please write a new one.")
        )


class GivenAlreadyError(MentoringError):
    """The service review was given; once is enough."""

    def __init__(self) -> None:
        super().__init__(_("The service review is given already, once for each pair."))


class EmptyError(MentoringError):
    """Words are missing."""

    def __init__(self) -> None:
        super().__init__(_("Please write a few words; the other one reads them."))

"""What is refused, each with one sentence for the person; nothing was changed."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class RecognitionError(Exception):
    """Something about praise or a star was refused; the text is for people."""


class OwnPraiseError(RecognitionError):
    """Nobody thanks, confirms or decides about themselves."""

    def __init__(self) -> None:
        super().__init__(_("This is about yourself: somebody else has to do it."))


class SecondPersonError(RecognitionError):
    """A second person does it."""

    def __init__(self) -> None:
        super().__init__(_("You did the first step, so a second person does this one."))


class LeftError(RecognitionError):
    """The person has left."""

    def __init__(self) -> None:
        super().__init__(_("This person has left; nothing was changed."))


class WeekFullError(RecognitionError):
    """Somebody has given as many thanks as one may in a week."""

    def __init__(self, most: int) -> None:
        text = ngettext(
            "One may give thanks %(most)d time a week. From Monday on you can again.",
            "One may give thanks %(most)d times a week. From Monday on you can again.",
            most,
        )
        super().__init__(text % {"most": most})


class SamePersonError(RecognitionError):
    """Somebody has thanked the same person often enough this week."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "You have thanked this person this week already. From Monday on you can "
                "again."
            )
        )


class WordingError(RecognitionError):
    """What was written holds a phrase that must not go out."""

    def __init__(self, phrases: Sequence[str]) -> None:
        said = _("Please say it in other words: “%(phrases)s” is not said here.")
        super().__init__(said % {"phrases": "”, “".join(phrases)})


class TooLateError(RecognitionError):
    """The time for taking it back is over."""

    def __init__(self) -> None:
        super().__init__(_("The time for taking it back is over. A manager can hide it."))  # fmt: skip


class WrongStateError(RecognitionError):
    """Somebody else was faster, or it is over."""

    def __init__(self) -> None:
        super().__init__(_("This has gone on meanwhile. Please look at it as it is now."))  # fmt: skip


class PersonalDataError(RecognitionError):
    """A reason that everybody reads holds what looks like personal data; its text says what."""


class EmptyError(RecognitionError):
    """A reason is missing."""

    def __init__(self) -> None:
        super().__init__(_("Please say why, in a sentence."))


class NoBallotError(RecognitionError):
    """The ballot is not open now."""

    def __init__(self) -> None:
        super().__init__(_("Nobody votes now. The first page says when it begins again."))  # fmt: skip


class NoTeamError(RecognitionError):
    """One votes in the own team, for somebody of it."""

    def __init__(self) -> None:
        super().__init__(_("One votes for somebody else of the own team."))


class VotedError(RecognitionError):
    """One ballot for each person and month."""

    def __init__(self) -> None:
        super().__init__(_("You have voted this month. Nobody can see for whom, so it cannot be changed."))  # fmt: skip


class BallotRunsError(RecognitionError):
    """The ballot is not over."""

    def __init__(self) -> None:
        super().__init__(_("Teams still vote. The figures are there when that is over."))  # fmt: skip


class DecidedError(RecognitionError):
    """Decisions rest on the figures."""

    def __init__(self) -> None:
        super().__init__(_("A star is decided by these figures. Take that back first."))


class InARowError(RecognitionError):
    """Somebody was the star as many months in a row as one may be."""

    def __init__(self) -> None:
        super().__init__(_("This person was the star as many months in a row as one may be."))  # fmt: skip


class NobodyError(RecognitionError):
    """There is nobody to announce."""

    def __init__(self) -> None:
        super().__init__(_("Nobody is chosen yet. Decide on a star, or close the month without one."))  # fmt: skip


class WeightsError(RecognitionError):
    """Nothing weighs anything."""

    def __init__(self) -> None:
        super().__init__(_("At least one criterion has to weigh something."))

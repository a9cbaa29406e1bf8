"""What is refused, each with one sentence for the person; nothing was changed."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class ContestError(Exception):
    """Something about a contest was refused; the text is for people."""


class WrongStateError(ContestError):
    """The contest or the round has gone on meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            _("This has gone on meanwhile; look at how it stands now and try again.")
        )


class RulesKeptError(ContestError):
    """There are entries by these rules."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "People have entered by these rules, so they stay: who may enter, prizes, and the rounds with their weights."
            )
        )


class NoRoundError(ContestError):
    """There are no rounds."""

    def __init__(self) -> None:
        super().__init__(_("A contest needs one round at least."))


class NoJudgeError(ContestError):
    """Nobody may judge an entry."""

    def __init__(self, name: str, entry: str = "") -> None:
        if entry:
            said = _("Round “%(name)s”: nobody of the jury may judge %(entry)s, since they are in it or of its team. Add a judge.")  # fmt: skip
        else:
            said = _("Round “%(name)s” has no jury yet. Choose judges first.")
        super().__init__(said % {"name": name, "entry": entry})


class TooEarlyError(ContestError):
    """Registration is not over."""

    def __init__(self) -> None:
        super().__init__(
            _("Registration is not over. Set its last day to an earlier one to begin.")
        )


class NobodyEnteredError(ContestError):
    """There is nobody to begin with."""

    def __init__(self) -> None:
        super().__init__(_("Nobody has entered yet, so there is nothing to begin."))


class HasEntriesError(ContestError):
    """People have entered."""

    def __init__(self) -> None:
        super().__init__(
            _("People have entered. Call the contest off instead; they are told why.")
        )


class NotOpenError(ContestError):
    """Nobody may enter now."""

    def __init__(self) -> None:
        super().__init__(_("Registration is not open."))


class NotForYouError(ContestError):
    """The contest is for others."""

    def __init__(self, name: str) -> None:
        said = _("%(name)s does not work in a team that may enter.")
        super().__init__(said % {"name": name})


class JudgesItError(ContestError):
    """Somebody would judge a contest and be in it."""

    def __init__(self, name: str) -> None:
        said = _("%(name)s cannot judge this contest and take part in it.")
        super().__init__(said % {"name": name})


class EnteredAlreadyError(ContestError):
    """Somebody is in an entry already."""

    def __init__(self, name: str) -> None:
        said = _("%(name)s is in this contest already.")
        super().__init__(said % {"name": name})


class TeamSizeError(ContestError):
    """It is not the number of people that enter together."""

    def __init__(self, number: int) -> None:
        said = ngettext(
            "Choose %(n)s teammate; one more than you are asked for.",
            "Choose %(n)s teammates, no more and no fewer.",
            number,
        )
        super().__init__(said % {"n": number})


class TeamFullError(ContestError):
    """Everybody is asked already."""

    def __init__(self) -> None:
        super().__init__(
            _("This team is full, or everybody it needs is asked already.")
        )


class NoNameError(ContestError):
    """A team has no name, or another has it."""

    def __init__(self) -> None:
        super().__init__(_("Give your team a name that no other team here has."))


class BegunError(ContestError):
    """The contest has begun."""

    def __init__(self) -> None:
        super().__init__(
            _("The contest has begun. Tell the organizers if you cannot take part.")
        )


class WrongMarkError(ContestError):
    """A mark is none."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "A mark is a number from 0 to 100, with two places at most. Nothing was saved; all you typed is still here."
            )
        )


class StaleError(ContestError):
    """Somebody else has saved meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody has saved this meanwhile. What you wrote is still here: compare, then save again."
            )
        )


class UnfinishedError(ContestError):
    """Something is missing."""

    def __init__(self, missing: int) -> None:
        said = ngettext(
            "%(n)s mark is still missing.", "%(n)s marks are still missing.", missing
        )
        super().__init__(said % {"n": missing})


class UnmarkedError(ContestError):
    """A criterion has no mark."""

    def __init__(self) -> None:
        super().__init__(
            _("Give each criterion a mark before you hand in. What you wrote is saved.")
        )


class StillWritingError(ContestError):
    """Entrants still write their proposals."""

    def __init__(self) -> None:
        super().__init__(_("Proposals are still being written; their last day is not over."))  # fmt: skip


class HandedInError(ContestError):
    """The sheet is in."""

    def __init__(self) -> None:
        super().__init__(_("This sheet is handed in; it stays as it is."))


class AllInError(ContestError):
    """All sheets are in, so that it is not blind any more."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "All sheets of the round are in, so that everybody sees them: yours stays."
            )
        )


class WrongChoiceError(ContestError):
    """It is not those who go on."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "All who are in by the figures go on, and of the others only those who share the last places."
            )
        )


class OwnTieError(ContestError):
    """An organizer would choose whether the own entry goes on."""

    def __init__(self) -> None:
        super().__init__(
            _("You share the last places yourself, so another organizer chooses.")
        )


class NothingToTakeBackError(ContestError):
    """The next round has begun in earnest."""

    def __init__(self) -> None:
        super().__init__(
            _("The next round has marks or proposals already, so this one stays.")
        )


class ScoredError(ContestError):
    """A judge has scored the proposal."""

    def __init__(self) -> None:
        super().__init__(_("A judge has scored this proposal; it stays as it is."))


class EmptyError(ContestError):
    """Words are missing."""

    def __init__(self) -> None:
        super().__init__(_("Please write in a few words why; others read them."))

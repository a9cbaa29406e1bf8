"""What is refused, each with one sentence for the person; nothing was moved."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class RewardsError(Exception):
    """Something about points was refused; the text is for people."""


class KeyConflictError(RewardsError):
    """The key of an entry is that of another one, with another content."""

    def __init__(self, key: str) -> None:
        super().__init__(
            _("An entry with the key %(key)s is there with another content.")
            % {"key": key}
        )


class NoRuleError(RewardsError):
    """No rule that is switched on gives points for this on that day."""

    def __init__(self) -> None:
        super().__init__(_("No rule gives points for this on that day."))


class LeaverError(RewardsError):
    """The person has left, and neither gets nor spends points."""

    def __init__(self) -> None:
        super().__init__(_("This person has left: no points were moved."))


class ClosedMonthError(RewardsError):
    """The month is closed."""

    def __init__(self) -> None:
        super().__init__(_("This month is closed: no points were moved."))


class BadPointsError(RewardsError):
    """Points that are no whole number from 1 up, or far too many."""

    def __init__(self) -> None:
        super().__init__(_("Give a whole number of points, from 1 to 1,000,000."))


class TooLateError(RewardsError):
    """Points were given to a fund too long ago to be taken back."""

    def __init__(self, days: int) -> None:
        text = ngettext(
            "What was given more than %(days)s day ago stays with the team.",
            "What was given more than %(days)s days ago stays with the team.",
            days,
        )
        super().__init__(text % {"days": days})


class SpentError(RewardsError):
    """The fund has paid for something since the points were given to it."""

    def __init__(self) -> None:
        super().__init__(
            _("The team has redeemed something since: what was given stays with it.")
        )


class OwnDecisionError(RewardsError):
    """The person would decide on something of their own."""

    def __init__(self) -> None:
        super().__init__(_("Nobody decides on points of their own: ask a colleague."))


class OwnProposalError(RewardsError):
    """The person has proposed it, and another decides."""

    def __init__(self) -> None:
        super().__init__(_("Nobody decides on what they proposed: ask a colleague."))


class SecondPersonError(RewardsError):
    """So many points are taken back by two people."""

    def __init__(self) -> None:
        super().__init__(
            _("So many points are taken back by a second person: ask a colleague.")
        )


class NotEnoughError(RewardsError):
    """There are fewer points than that."""

    def __init__(self, missing: int) -> None:
        sentence = ngettext(
            "There is %(missing)s point missing for this.",
            "There are %(missing)s points missing for this.",
            missing,
        )
        super().__init__(sentence % {"missing": missing})


class SoldOutError(RewardsError):
    """Nothing of it is left."""

    def __init__(self) -> None:
        super().__init__(_("There is none left."))


class NotOfferedError(RewardsError):
    """It is not offered, or not now."""

    def __init__(self) -> None:
        super().__init__(_("This is not offered at the moment."))


class LimitError(RewardsError):
    """The person has had as many of it as one may have."""

    def __init__(self) -> None:
        super().__init__(_("You have had as many of this as one person may have."))


class PriceChangedError(RewardsError):
    """The price is not the one that the person saw."""

    def __init__(self, price: int) -> None:
        super().__init__(
            _("The price has changed to %(price)s: look again before you redeem it.")
            % {"price": price}
        )


class StateError(RewardsError):
    """Somebody has decided meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has decided on this meanwhile."))


class NotYoursError(RewardsError):
    """The points belong to somebody else."""

    def __init__(self) -> None:
        super().__init__(_("These are not your points."))


class OverlapError(RewardsError):
    """Two versions of a rule would count on the same day."""

    def __init__(self) -> None:
        super().__init__(
            _("Another version of this rule counts on some of these days.")
        )


class UsedVersionError(RewardsError):
    """Points were given by this version: what it says stays."""

    def __init__(self) -> None:
        super().__init__(
            _("Points were given by this version: write a new one from a later day.")
        )


class NoReasonError(RewardsError):
    """A decision without a reason."""

    def __init__(self) -> None:
        super().__init__(_("Give a reason."))


class NotThereYetError(RewardsError):
    """A month that is not over yet."""

    def __init__(self) -> None:
        super().__init__(_("This month is not over yet."))

"""What is refused, each with one sentence for the person; nothing was changed."""

from decimal import Decimal

from django.utils.translation import gettext as _


class CommunityError(Exception):
    """Something was refused; the text is for people."""


class WrongStateError(CommunityError):
    """Somebody else was faster, or it is over."""

    def __init__(self) -> None:
        super().__init__(_("This has gone on meanwhile. Please look at it as it is now."))  # fmt: skip


class OwnError(CommunityError):
    """Nobody decides about their own."""

    def __init__(self) -> None:
        super().__init__(_("This is your own: somebody else has to decide about it."))


class EmptyError(CommunityError):
    """Words are missing."""

    def __init__(self) -> None:
        super().__init__(_("Please write a sentence; nothing was changed."))


class PersonalDataError(CommunityError):
    """Words that colleagues read hold what looks like data of a customer; its text says what."""


class OwnSupportError(CommunityError):
    """Nobody supports their own suggestion."""

    def __init__(self) -> None:
        super().__init__(_("This is your own suggestion: support comes from colleagues."))  # fmt: skip


class MergeError(CommunityError):
    """A suggestion is merged into another one that is open."""

    def __init__(self) -> None:
        super().__init__(_("Choose another suggestion that is neither merged nor taken back. Nothing was changed."))  # fmt: skip


class MeetingOverError(CommunityError):
    """A meeting is held or cancelled."""

    def __init__(self) -> None:
        super().__init__(_("This meeting is over or cancelled. Nothing was changed."))


class TooEarlyError(CommunityError):
    """A meeting has not begun."""

    def __init__(self) -> None:
        super().__init__(_("The meeting has not begun yet; its record is written afterwards."))  # fmt: skip


class RecordChangedError(CommunityError):
    """Somebody else has written the record meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else has written the record meanwhile. Nothing was changed: copy what you wrote, open the page again and bring both together."))  # fmt: skip


class NoPlaceError(CommunityError):
    """Nobody knows where to go."""

    def __init__(self) -> None:
        super().__init__(_("Please write down the place first, then announce the meeting."))  # fmt: skip


class NotEnoughError(CommunityError):
    """A fund does not hold as much."""

    def __init__(self, free: Decimal) -> None:
        said = _("The fund does not hold as much: %(free)s yuan are neither paid out nor promised.")  # fmt: skip
        super().__init__(said % {"free": f"{free:.2f}"})


class SecondPersonError(CommunityError):
    """A second person decides."""

    def __init__(self) -> None:
        super().__init__(_("You made the first decision, so a second person makes this one."))  # fmt: skip


class AmountError(CommunityError):
    """No amount of money."""

    def __init__(self) -> None:
        super().__init__(_("Please write an amount above zero."))


class FullError(CommunityError):
    """A fund has no room for as much."""

    def __init__(self, most: Decimal) -> None:
        said = _("A fund holds at most %(most)s yuan. Please look at the amount once more.")  # fmt: skip
        super().__init__(said % {"most": f"{most:.2f}"})


class FundClosedError(CommunityError):
    """A fund takes no applications."""

    def __init__(self) -> None:
        super().__init__(_("This fund takes no applications at the moment."))


class NoTeamError(CommunityError):
    """A team budget is for a team."""

    def __init__(self) -> None:
        super().__init__(_("A budget is applied for by somebody of the team. You belong to no team yet."))  # fmt: skip

"""What is refused, each with one sentence for the person; nothing was changed."""

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

"""What is refused, each with one sentence for the person; nothing was changed."""

from django.utils.translation import gettext as _


class ComplaintError(Exception):
    """Something about a complaint was refused; the text is for people."""


class ChangedMeanwhileError(ComplaintError):
    """Somebody else did something between looking and pressing."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody else has worked on this meanwhile; nothing of yours was saved yet. Please look at the latest entry: what you wrote is still in the form."
            )
        )


class ClosedError(ComplaintError):
    """It is closed."""

    def __init__(self) -> None:
        super().__init__(_("This complaint is closed. Open it again first."))


class NotClosedError(ComplaintError):
    """It is not closed."""

    def __init__(self) -> None:
        super().__init__(_("This complaint is not closed yet."))


class NoHandlerError(ComplaintError):
    """Nobody handles it."""

    def __init__(self) -> None:
        super().__init__(_("Nobody handles this complaint yet. Take it first."))


class SameTeamError(ComplaintError):
    """It is with that department."""

    def __init__(self) -> None:
        super().__init__(_("This department has it already. Please choose another."))


class SameGradeError(ComplaintError):
    """It has that grade."""

    def __init__(self) -> None:
        super().__init__(_("The complaint has this grade already."))


class OwnWorkError(ComplaintError):
    """Who handled it judges it."""

    def __init__(self) -> None:
        super().__init__(
            _("You have handled this complaint yourself: somebody else has to do this.")
        )


class CalledAlreadyError(ComplaintError):
    """The call-back is done."""

    def __init__(self) -> None:
        super().__init__(_("This customer has been called back already."))


class CallBackWaitsError(ComplaintError):
    """Whether the customer is satisfied is not known."""

    def __init__(self) -> None:
        super().__init__(
            _("The customer is to be called back first; then difficulty is confirmed.")
        )


class RatedAlreadyError(ComplaintError):
    """The difficulty is confirmed, once and for all."""

    def __init__(self) -> None:
        super().__init__(_("The difficulty is confirmed already."))

"""What is refused, each with one sentence for the person; nothing was changed."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _


class InspectionError(Exception):
    """Something about an inspection was refused; the text is for people."""


class ClosedError(InspectionError):
    """The month is closed."""

    def __init__(self) -> None:
        super().__init__(_("This month is closed; its scores stay as they are."))


class NoFormError(InspectionError):
    """The form has no criteria."""

    def __init__(self) -> None:
        super().__init__(_("The scoring form has no criteria yet. Write some first."))


class NobodyError(InspectionError):
    """There is nobody to inspect."""

    def __init__(self) -> None:
        super().__init__(
            _("There is nobody to inspect: choose teams or people in the plan.")
        )


class NoInspectorError(InspectionError):
    """Nobody may inspect a person."""

    def __init__(self, name: str) -> None:
        said = _("Nobody may inspect %(name)s: choose more inspectors in the plan.")
        super().__init__(said % {"name": name})


class WrongInspectorError(InspectionError):
    """Somebody may not inspect this person."""

    def __init__(self) -> None:
        super().__init__(
            _("This person may not inspect here. Please choose somebody else.")
        )


class NobodyElseError(InspectionError):
    """The team has nobody else."""

    def __init__(self) -> None:
        super().__init__(_("There is nobody else in this team to be drawn."))


class OwnSheetError(InspectionError):
    """It is about the person who does it."""

    def __init__(self) -> None:
        super().__init__(_("This is about yourself: somebody else has to do it."))


class OwnScoreError(InspectionError):
    """Whoever scored does not decide about the score."""

    def __init__(self) -> None:
        super().__init__(
            _("You scored this yourself: somebody else decides about the objection.")
        )


class HandedInError(InspectionError):
    """The sheet is not open any more."""

    def __init__(self) -> None:
        super().__init__(_("This sheet is handed in or given up; it stays as it is."))


class StaleError(InspectionError):
    """Another window has saved meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This sheet was saved in another window meanwhile. What you wrote is "
                "still here: compare it with the saved one, then save again."
            )
        )


class UnknownMarkError(InspectionError):
    """A mark is none of the form."""

    def __init__(self) -> None:
        super().__init__(_("A mark is none that the form has. Nothing was saved."))


class UnfinishedError(InspectionError):
    """Something is missing."""

    def __init__(self, missing: str) -> None:
        said = _("Still missing: %(missing)s. All you wrote is kept.")
        super().__init__(said % {"missing": missing})


class NothingRatedError(InspectionError):
    """No criterion occurred."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "No criterion occurred, so there is no score. Give this sheet up instead."
            )
        )


class NotReleasedError(InspectionError):
    """The sheet is not one that the inspected person reads."""

    def __init__(self) -> None:
        super().__init__(_("Only a released sheet allows that."))


class NotHandedInError(InspectionError):
    """The sheet is not one that waits for its release."""

    def __init__(self) -> None:
        super().__init__(
            _("Only a sheet that is handed in can be released or given back.")
        )


class TooLateError(InspectionError):
    """The time for an objection is over."""

    def __init__(self) -> None:
        super().__init__(_("The days in which you could object are over."))


class ObjectedAlreadyError(InspectionError):
    """One objection is enough."""

    def __init__(self) -> None:
        super().__init__(_("You have objected already, once for each sheet."))


class DecidedError(InspectionError):
    """The objection is decided."""

    def __init__(self) -> None:
        super().__init__(_("This objection is decided; both stand as they are."))


class EmptyError(InspectionError):
    """Words are missing."""

    def __init__(self) -> None:
        super().__init__(_("Please write a few words; others read them."))


class SameMarksError(InspectionError):
    """A score is to be changed by the marks that made it."""

    def __init__(self) -> None:
        super().__init__(
            _("No mark is another one. Change the marks, or let the score stand.")
        )


class SetAlreadyError(InspectionError):
    """The same is to be done by another day."""

    def __init__(self) -> None:
        super().__init__(
            _("These words are set already, by another day. Remove that one first.")
        )


class DoneAlreadyError(InspectionError):
    """What is done is not taken away."""

    def __init__(self) -> None:
        super().__init__(_("This is done already, so it stays."))


class WrongDayError(InspectionError):
    """The day is not one for this."""

    def __init__(self) -> None:
        super().__init__(_("Please choose a day from today on."))


class NoReferenceError(InspectionError):
    """There is nothing to rate a second time."""

    def __init__(self) -> None:
        super().__init__(
            _("The first inspector has not written yet what was looked at, and when.")
        )


class UnsettledError(InspectionError):
    """Something of the month is still open."""

    def __init__(self, sheets: int, objections: int) -> None:
        said = _(
            "Still open: %(sheets)s sheets and %(objections)s objections. Settle them first."
        )
        super().__init__(said % {"sheets": sheets, "objections": objections})


class StillObjectingError(InspectionError):
    """Somebody has still time to object."""

    def __init__(self, until: date) -> None:
        said = _("Whoever was inspected may still object until %(day)s; close it then.")
        day = date_format(until, "DATE_FORMAT")
        super().__init__(said % {"day": day})


class NotOverError(InspectionError):
    """The month is not over."""

    def __init__(self) -> None:
        super().__init__(_("The month is not over yet."))


class PlannedAlreadyError(InspectionError):
    """The month has a plan with this name."""

    def __init__(self) -> None:
        super().__init__(_("This month has a plan with this name already."))


class SettledError(InspectionError):
    """What was drawn by is not changed any more."""

    def __init__(self) -> None:
        super().__init__(
            _("Lots were drawn by this plan, so it stays, with its month and form.")
        )

"""What is refused, each with one sentence for the person; nothing was changed."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class PerformanceError(Exception):
    """Something about performance was refused; the text is for people."""


class NobodyError(PerformanceError):
    """No table holds for anybody."""

    def __init__(self) -> None:
        super().__init__(
            _("No performance table holds for anybody: choose its teams or jobs first.")
        )


class NotOverError(PerformanceError):
    """The month is not over."""

    def __init__(self) -> None:
        super().__init__(_("This month is not over yet."))


class NotCollectingError(PerformanceError):
    """The month is closed."""

    def __init__(self) -> None:
        super().__init__(
            _("This month is closed. What was not handed in by then does not count.")
        )


class NotClosedError(PerformanceError):
    """The month is not one that waits for its publication."""

    def __init__(self) -> None:
        super().__init__(_("Only a closed month that is not published allows that."))


class NotOutError(PerformanceError):
    """The month is not published."""

    def __init__(self) -> None:
        super().__init__(_("Only a published month allows that."))


class OutError(PerformanceError):
    """The month is published."""

    def __init__(self) -> None:
        super().__init__(
            _("This month is published; what is wrong is corrected there.")
        )


class UnansweredError(PerformanceError):
    """Objections wait for an answer."""

    def __init__(self, number: int) -> None:
        said = ngettext(
            "%(n)s objection waits for an answer. Answer it first.",
            "%(n)s objections wait for an answer. Answer them first.",
            number,
        )
        super().__init__(said % {"n": number})


class OwnSheetError(PerformanceError):
    """It is about the person who does it."""

    def __init__(self) -> None:
        super().__init__(_("This is about yourself: somebody else has to do it."))


class UnknownMarkError(PerformanceError):
    """A mark is none of the table."""

    def __init__(self) -> None:
        super().__init__(
            _("A mark is a whole number from 0 to 100, in the steps of the table.")
        )


class UnfinishedError(PerformanceError):
    """Marks are missing."""

    def __init__(self, missing: str) -> None:
        said = _("Still missing: %(missing)s. All you wrote is kept.")
        super().__init__(said % {"missing": missing})


class StaleError(PerformanceError):
    """Another window has saved meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This rating was saved in another window meanwhile. What you wrote is "
                "still here: compare it with the saved one, then save again."
            )
        )


class EmptyError(PerformanceError):
    """Words are missing."""

    def __init__(self) -> None:
        super().__init__(_("Please write a few words; others read them."))


class WrongPointsError(PerformanceError):
    """Points are none."""

    def __init__(self) -> None:
        super().__init__(_("These points are out of range; nothing was changed."))


class SettledError(PerformanceError):
    """It was decided already."""

    def __init__(self) -> None:
        super().__init__(_("This is settled already; it stays as it is."))


class WrongRowsError(PerformanceError):
    """A table that was pasted cannot be taken in."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(_("Nothing was taken in; mend these lines first."))

"""What is refused, each with one sentence for the person; nothing was changed."""

from django.utils.translation import gettext as _


class ArchiveError(Exception):
    """Something about the archive was refused; the text is for people."""


class NotOverError(ArchiveError):
    """The month is not over."""

    def __init__(self) -> None:
        super().__init__(_("This month is not over yet: it is frozen when it is."))


class ChangedMeanwhileError(ArchiveError):
    """Somebody else has saved between looking and pressing."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody else has saved this meanwhile; nothing of yours was saved. "
                "What you wrote is still in the form: compare, then save again."
            )
        )


class ClosedError(ArchiveError):
    """The review is closed."""

    def __init__(self) -> None:
        super().__init__(_("This review is closed. Open it again first."))


class UnfinishedError(ArchiveError):
    """There is nothing to close a review with."""

    def __init__(self) -> None:
        super().__init__(
            _("Write what was found, and who took part, before the review is closed.")
        )


class EmptyError(ArchiveError):
    """Words are missing."""

    def __init__(self) -> None:
        super().__init__(_("Please write what was done before you hand it in."))


class LaterReportError(ArchiveError):
    """The next report is there."""

    def __init__(self) -> None:
        super().__init__(
            _("The report of the next week is handed in: this one stays as it is.")
        )


class KnownDocumentError(ArchiveError):
    """The month has this file already."""

    def __init__(self) -> None:
        super().__init__(_("This file is with the month already."))

from collections.abc import Sequence


class CaseError(Exception):
    """Something that cannot be done with a case as it is."""


class WrongStateError(CaseError):
    """It is not at the stage at which this is done; somebody may have been quicker."""


class ChangedMeanwhileError(CaseError):
    """The text is not the one that the person has seen; `fields` differ."""

    def __init__(self, fields: Sequence[str] = ()) -> None:
        super().__init__(", ".join(fields))
        self.fields = tuple(fields)


class SecondPersonError(CaseError):
    """The same person may not do both steps."""


class PersonalDataError(CaseError):
    """The text still holds what looks like personal data."""


class IncompleteError(CaseError):
    """Fields without which a case is not published are empty."""

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = tuple(fields)


class ReasonMissingError(CaseError):
    """A step back takes a reason."""


class UnverifiedActionsError(CaseError):
    """A bad case closes when it has actions and each of them is verified."""


class TooManyFilesError(CaseError):
    """There are as many files beside it as there may be."""


class RefusedWordingError(CaseError):
    """The new wording holds a phrase that must not be said."""

    def __init__(self, remarks: Sequence[str]) -> None:
        super().__init__("; ".join(remarks))
        self.remarks = tuple(remarks)

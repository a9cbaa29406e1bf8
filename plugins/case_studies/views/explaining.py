"""What people read when something cannot be done."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plugins.case_studies.exceptions import (
    CaseError,
    ChangedMeanwhileError,
    IncompleteError,
    PersonalDataError,
    ReasonMissingError,
    RefusedWordingError,
    SecondPersonError,
    TooManyFilesError,
    UnverifiedActionsError,
    WrongStateError,
)
from plugins.case_studies.models import CasePage

_SENTENCES: Mapping[type[CaseError], Any] = {
    ChangedMeanwhileError: gettext_lazy(
        "The text was changed meanwhile, perhaps in another window. Please look at "
        "it as it is now."
    ),
    WrongStateError: gettext_lazy(
        "The case is at another stage by now. Please look at it as it is."
    ),
    PersonalDataError: gettext_lazy(
        "The case still holds what may be personal data, or was changed after it was "
        "confirmed. Please look at it once more, and say so."
    ),
    SecondPersonError: gettext_lazy(
        "Another person has to do this: four eyes see more than two."
    ),
    ReasonMissingError: gettext_lazy("Please say in a sentence why, or what was done."),
    TooManyFilesError: gettext_lazy(
        "There are as many files beside the case as there may be."
    ),
    UnverifiedActionsError: gettext_lazy(
        "A case closes when at least one action was taken because of it, and each one "
        "is verified."
    ),
}


def explain(error: CaseError) -> str:
    """Return a sentence that says what to do."""
    match error:
        case IncompleteError(fields=fields):
            names = (CasePage._meta.get_field(name).verbose_name for name in fields)
            text = _("Before that, please fill in: %(fields)s.")
            return text % {"fields": _(", ").join(map(str, names))}
        case RefusedWordingError(remarks=remarks):
            text = _("The new wording holds what must not be said: %(phrases)s.")
            return text % {"phrases": _(", ").join(remarks)}
    return str(_SENTENCES[type(error)])

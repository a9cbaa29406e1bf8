"""What people read when something cannot be done with a class."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import get_default_timezone, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from plugins.courses.exceptions import (
    AnsweredError,
    CancelledError,
    ClassError,
    ExamNotPassedError,
    FullError,
    IssueStateError,
    NoPlaceError,
    NothingToUndoError,
    NotInClassError,
    NotOpenError,
    OrderStateError,
    ReasonNeededError,
    TooManyCodesError,
    TrainerBusyError,
    WrongCodeError,
)

_SENTENCES: Mapping[type[ClassError], Any] = {
    FullError: gettext_lazy(
        "There are not enough places, and no waiting list. Nobody was added: allow more "
        "places, or a waiting list."
    ),
    NoPlaceError: gettext_lazy(
        "All places of that make-up class are booked by now. Please choose another one."
    ),
    AnsweredError: gettext_lazy(
        "Somebody has answered this apology already. Use the list to mark otherwise."
    ),
    CancelledError: gettext_lazy("This class is cancelled."),
    NotInClassError: gettext_lazy(
        "That person is not on the list of this class. Ask the trainer."
    ),
    TooManyCodesError: gettext_lazy(
        "Too many wrong codes. Wait five minutes, or ask the trainer to mark you."
    ),
    ReasonNeededError: gettext_lazy("Please say in a sentence why."),
    OrderStateError: gettext_lazy(
        "The make-up order is at another stage by now. Please look at it as it is."
    ),
    IssueStateError: gettext_lazy(
        "The issue is at another stage by now. Please look at it as it is."
    ),
    NothingToUndoError: gettext_lazy("There is nothing of yours to be taken back."),
}


def shown_time(moment: Any) -> str:
    """Return a moment in the time of the site, in the reader's language."""
    local = localtime(moment, get_default_timezone())
    return f"{date_format(local)} {local:%H:%M}"


def explain(error: ClassError) -> str:
    """Return a sentence that says what to do."""
    match error:
        case TrainerBusyError(other=other):
            text = _("The trainer holds “%(title)s” (%(cohort)s) at %(when)s. Nothing was saved: choose another time or trainer.")  # fmt: skip
            named: Any = other
            values = {"title": named.title, "cohort": named.cohort, "when": shown_time(named.starts_at)}  # fmt: skip
            return text % values
        case NotOpenError(moment=moment, is_early=True):
            return _("It is too early: from %(when)s on you can sign in.") % {"when": shown_time(moment)}  # fmt: skip
        case NotOpenError(moment=moment):
            return _("It is too late: that was possible until %(when)s. Ask the trainer.") % {"when": shown_time(moment)}  # fmt: skip
        case ExamNotPassedError(exam=exam):
            return _(
                "“%(title)s” is not passed yet: the order is closed after that."
            ) % {"title": exam}
        case WrongCodeError(left=left):
            text = ngettext(
                "That is not the code on the screen now. It changes every 30 seconds; you can try %(left)d more time.",
                "That is not the code on the screen now. It changes every 30 seconds; you can try %(left)d more times.",
                left,
            )
            return text % {"left": left}
    return str(_SENTENCES[type(error)])

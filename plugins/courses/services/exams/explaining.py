"""What stands in the way of something with an exam, said to a person."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plugins.courses.exceptions import (
    AlreadyClosedError,
    AttemptTooSoonError,
    ChangedTrialError,
    ExamError,
    ExamNotOpenError,
    NoExamAttemptLeftError,
    NoteMissingError,
    QuestionMistakeError,
    StaleAnswerError,
    TimeUpError,
    TooFewQuestionsError,
)

_SENTENCES = {
    ExamNotOpenError: gettext_lazy("The exam is not open to you now."),
    NoExamAttemptLeftError: gettext_lazy("You have no attempt left."),
    TimeUpError: gettext_lazy(
        "Time is up: this was not saved. All that was saved before counts."
    ),
    StaleAnswerError: gettext_lazy(
        "This answer was changed elsewhere meanwhile. Choose which one counts."
    ),
    ChangedTrialError: gettext_lazy(
        "Meanwhile something else would be changed. Look at it again."
    ),
    AlreadyClosedError: gettext_lazy("Somebody was quicker: it is closed."),
    NoteMissingError: gettext_lazy("Please say why, or what was done."),
}


def explain(error: ExamError) -> str:
    """Return a sentence on what is in the way, and what was kept."""
    if isinstance(error, TooFewQuestionsError):
        said = _("“%(part)s” asks for %(wanted)s questions; %(ready)s are ready.")
        return said % {"part": error.part, "wanted": error.wanted, "ready": error.ready}
    if isinstance(error, AttemptTooSoonError):
        when = date_format(localtime(error.at), "DATETIME_FORMAT")  # type: ignore[arg-type] # a time
        return _("The next attempt may begin on %(when)s.") % {"when": when}
    if isinstance(error, QuestionMistakeError):
        return str(error)
    sentence = _SENTENCES.get(type(error))
    return str(sentence or _("That cannot be done with this exam as it is."))

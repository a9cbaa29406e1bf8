"""What people read when something cannot be done."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.people.display import display_name
from plugins.courses.exceptions import (
    AlreadyPlannedError,
    CandidateError,
    CourseError,
    DirectManagerError,
    NoAttemptLeftError,
    NoRubricError,
    OwnSittingError,
    SecondJudgeError,
    SittingStateError,
    StaleSheetError,
    TooEarlyError,
    TooFewJudgesError,
    UnfinishedSheetError,
    WhyMissingError,
    WrongScoreError,
)

_SENTENCES: Mapping[type[CourseError], Any] = {
    SittingStateError: gettext_lazy(
        "The sitting is at another stage by now. Please look at it as it is."
    ),
    OwnSittingError: gettext_lazy(
        "Nobody judges, or decides about, a sitting of one's own."
    ),
    DirectManagerError: gettext_lazy("Nobody judges the people whom one leads."),
    SecondJudgeError: gettext_lazy(
        "Another person has to do this: not one who scored or decided it already."
    ),
    TooFewJudgesError: gettext_lazy("There are fewer judges than the practical needs."),
    NoAttemptLeftError: gettext_lazy(
        "%(name)s has had all sittings that the practical allows. Nothing was planned."
    ),
    AlreadyPlannedError: gettext_lazy(
        "%(name)s already has a sitting of the practical ahead. Nothing was planned."
    ),
    NoRubricError: gettext_lazy(
        "The practical has no scene in use, or its rubric no criteria."
    ),
    TooEarlyError: gettext_lazy("Scoring begins on the day of the sitting."),
    WhyMissingError: gettext_lazy("Please say in a sentence why."),
    WrongScoreError: gettext_lazy("A score is a number from 0 to 100."),
    StaleSheetError: gettext_lazy(
        "This sheet was saved in another window meanwhile. Below is what you have here, "
        "and beside it what was saved there. Saving now keeps what you have here."
    ),
}


def explain(error: CourseError) -> str:
    """Return a sentence that says what to do."""
    if isinstance(error, UnfinishedSheetError):
        text = _("Before that, please give points for: %(names)s.")
        return text % {"names": _(", ").join(error.names)}
    sentence = str(_SENTENCES[type(error)])
    if isinstance(error, CandidateError):
        return sentence % {"name": display_name(error.candidate)}
    return sentence

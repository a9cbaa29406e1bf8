"""What people read when something with a course cannot be done."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plugins.courses.exceptions import (
    AlreadyClosedError,
    ChecksOpenError,
    ClosedCourseError,
    CourseError,
    HandInChangedError,
    HandInDecidedError,
    HandInOpenError,
    LockedError,
    NoAnswerError,
    NoFeedbackError,
    NothingHandedInError,
    NothingToLearnError,
    NotInReleaseError,
    NotOneselfError,
    NotReleasedError,
    NotRunningError,
    NoWayBackError,
    TooLongError,
    TooManyFilesError,
    TooManyVersionsError,
    TooSoonError,
    WhyMissingError,
)


def _locked(error: Any) -> str:
    return _("First complete: %(titles)s.") % {"titles": "、".join(error.missing)}


def _too_soon(error: Any) -> str:
    sentence = ngettext(
        "Read on for %(n)s more second, then press “Done” again.",
        "Read on for %(n)s more seconds, then press “Done” again.",
        error.seconds,
    )
    return sentence % {"n": error.seconds}


_TEXTS: Mapping[type[CourseError], Callable[[Any], str]] = {
    LockedError: _locked,
    TooSoonError: _too_soon,
    ChecksOpenError: lambda _e: _("Answer each quick check rightly first: as often as you like."),
    ClosedCourseError: lambda _e: _("Your trainer assigns this course."),
    NotReleasedError: lambda _e: _("This course is still being written."),
    NotRunningError: lambda _e: _("This course is completed or given up. Nothing was changed."),
    NotInReleaseError: lambda _e: _("This lesson is new: it is not part of what you began with."),
    NotOneselfError: lambda _e: _("This course was assigned to you. Ask your trainer."),
    NoAnswerError: lambda _e: _("Choose an answer first."),
    NothingHandedInError: lambda _e: _("Write something or choose a file first."),
    TooLongError: lambda _e: _("This is too long: 8,000 characters are kept. Nothing was changed."),
    TooManyFilesError: lambda _e: _("Five files at once are taken. Choose fewer."),
    TooManyVersionsError: lambda _e: _("You have handed this in twenty times. Ask your trainer."),
    HandInChangedError: lambda _e: _("Something was handed in meanwhile, as you see. Look at it before you hand in anew."),
    HandInDecidedError: lambda _e: _("It was looked at or replaced meanwhile. Nothing was changed."),
    NoFeedbackError: lambda _e: _("Say what is missing before you send it back."),
    HandInOpenError: lambda _e: _("Hand in what the lesson asks for first. Where a trainer looks at it, the lesson is done once it is accepted."),
    NothingToLearnError: lambda _e: _("Publish a lesson first: there is nothing to learn yet."),
    AlreadyClosedError: lambda _e: _("Somebody was quicker: it is closed."),
    NoWayBackError: lambda _e: _("It stays: the person has passed or gone on meanwhile, or the course was taken back."),
    WhyMissingError: lambda _e: _("Please say why, or what was done."),
}  # fmt: skip


def explain(error: CourseError) -> str:
    """Return a sentence for whoever pressed the button."""
    return _TEXTS[type(error)](error)

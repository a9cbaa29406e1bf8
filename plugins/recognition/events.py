"""What the plugin tells; nobody need know it to listen to the names.

Nothing is told of votes: an event has a time and a person.
"""

from dataclasses import dataclass

from lms.events import Event, kind

THANKED = "lms_recognition.thanked"
PRAISED = "lms_recognition.praised"
STAR = "lms_recognition.star"
"""Activities for which rules of points may give something."""


@kind("lms_recognition.thanks_given")
@dataclass(frozen=True, kw_only=True)
class ThanksGiven(Event):
    """Somebody thanked a colleague. The target is the praise. Key: it."""

    person: int


@kind("lms_recognition.praise_registered")
@dataclass(frozen=True, kw_only=True)
class PraiseRegistered(Event):
    """What a customer praised waits to be confirmed. The target is the praise. Key: it."""


@kind("lms_recognition.praise_confirmed")
@dataclass(frozen=True, kw_only=True)
class PraiseConfirmed(Event):
    """A second person confirmed praise. The target is the praise. Key: it.

    The actor is who confirmed it.
    """

    person: int | None


@kind("lms_recognition.praise_declined")
@dataclass(frozen=True, kw_only=True)
class PraiseDeclined(Event):
    """Praise was not confirmed. The target is the praise. Key: it."""

    registered_by: int | None


@kind("lms_recognition.praise_corrected")
@dataclass(frozen=True, kw_only=True)
class PraiseCorrected(Event):
    """Confirmed praise was taken back, as what the customer said was put right. The target is the praise. Key: it.

    The actor is who put it right.
    """

    person: int | None


@kind("lms_recognition.praise_hidden")
@dataclass(frozen=True, kw_only=True)
class PraiseHidden(Event):
    """Praise was taken from the wall. The target is the praise. Key: praise and moment."""

    given_by: int | None


@kind("lms_recognition.story_told")
@dataclass(frozen=True, kw_only=True)
class StoryTold(Event):
    """Praise is to be a story, if whom it is about agrees. The target is the praise. Key: it and the moment."""

    person: int | None


@kind("lms_recognition.star_awarded")
@dataclass(frozen=True, kw_only=True)
class StarAwarded(Event):
    """A star was announced. The target is the star. Key: it.

    A star of a team has no person.
    """

    person: int | None
    team: int | None
    month: str


@kind("lms_recognition.star_withdrawn")
@dataclass(frozen=True, kw_only=True)
class StarWithdrawn(Event):
    """A star that was announced does not count any more. The target is the star. Key: it."""

    person: int | None

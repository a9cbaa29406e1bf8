"""What the plugin tells; nobody need know it to listen to the names."""

from dataclasses import dataclass

from lms.events import Event, kind

ACCEPTED = "lms_community.suggestion_accepted"
DONE = "lms_community.suggestion_done"
TALK_GIVEN = "lms_community.talk_given"
"""Activities for which rules of points may give something."""


@kind("lms_community.suggested")
@dataclass(frozen=True, kw_only=True)
class Suggested(Event):
    """Somebody wrote a suggestion. The target is the suggestion. Key: it.

    Nobody is the actor of one whose name is hidden.
    """


@kind("lms_community.suggestion_moved")
@dataclass(frozen=True, kw_only=True)
class SuggestionMoved(Event):
    """A suggestion has another state. The target is the suggestion. Key: its step."""

    state: str


@kind("lms_community.suggestion_commented")
@dataclass(frozen=True, kw_only=True)
class SuggestionCommented(Event):
    """Somebody commented on a suggestion. The target is the suggestion. Key: the comment."""


@kind("lms_community.talk_proposed")
@dataclass(frozen=True, kw_only=True)
class TalkProposed(Event):
    """Somebody proposes a talk. The target is the meeting. Key: the talk."""


@kind("lms_community.talk_decided")
@dataclass(frozen=True, kw_only=True)
class TalkDecided(Event):
    """A talk is on the agenda, or not this time. The target is the meeting. Key: talk and moment."""

    speaker: int | None
    state: str


@kind("lms_community.meeting_changed")
@dataclass(frozen=True, kw_only=True)
class MeetingChanged(Event):
    """A meeting was announced, moved or cancelled. The target is the meeting. Key: meeting and moment."""

    change: str


@kind("lms_community.item_given")
@dataclass(frozen=True, kw_only=True)
class ItemGiven(Event):
    """Somebody is to do something after a meeting. The target is the meeting. Key: item and owner."""

    owner: int


@kind("lms_community.applied")
@dataclass(frozen=True, kw_only=True)
class Applied(Event):
    """An application waits for a first or a second decision. The target is the application. Key: it and its version."""


@kind("lms_community.application_moved")
@dataclass(frozen=True, kw_only=True)
class ApplicationMoved(Event):
    """An application was decided or paid out. The target is the application. Key: it and its version."""

    state: str

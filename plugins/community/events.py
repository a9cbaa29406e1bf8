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

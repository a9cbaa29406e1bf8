"""What the plugin tells; nobody need know it to listen to the names.

Nothing is told of answers: an event has a time and a number, and would say who
answered when.
"""

from dataclasses import dataclass

from lms.events import Event, kind

PRAISED = "lms_surveys.praised"
"""The activity for which rules of points may give something."""


@kind("lms_surveys.wave_opened")
@dataclass(frozen=True, kw_only=True)
class WaveOpened(Event):
    """A survey takes answers from now on. The target is the wave. Key: the wave."""


@kind("lms_surveys.follow_up_opened")
@dataclass(frozen=True, kw_only=True)
class FollowUpOpened(Event):
    """A customer is to be called back. The target is the voice. Key: the voice."""

    owner: int | None


@kind("lms_surveys.follow_up_assigned")
@dataclass(frozen=True, kw_only=True)
class FollowUpAssigned(Event):
    """A follow-up went to somebody else. The target is the voice. Key: voice and moment."""

    owner: int | None

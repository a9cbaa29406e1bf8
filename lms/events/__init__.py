"""What has happened: told once, heard by whoever listens, kept.

A kind of event is a frozen dataclass in the `events.py` of an app (the host's own are in
`lms.events.host`), `publish` tells it, and a function in an app's `listeners.py` hears
it:

    @listen(ReportMade)
    def tell_owner(event: ReportMade) -> None: ...

docs/reference/events.md lists the kinds and says what holds for listeners.
"""

from lms.events.dispatching import dispatch
from lms.events.kinds import Event, kind, known_kinds
from lms.events.listening import listen
from lms.events.past import (
    PastCount,
    begin_now,
    forget_events,
    preview_past,
    take_in_past,
)
from lms.events.publishing import EventConflictError, publish, tell
from lms.targets import Target

__all__ = [
    "Event",
    "EventConflictError",
    "PastCount",
    "Target",
    "begin_now",
    "dispatch",
    "forget_events",
    "kind",
    "known_kinds",
    "listen",
    "preview_past",
    "publish",
    "take_in_past",
    "tell",
]

"""What the plugin tells; nobody need know it to listen to the names."""

from dataclasses import dataclass

from lms.events import Event, kind

SOLVED = "lms_complaints.solved"
SOLVED_MAJOR = "lms_complaints.solved_major"
"""Activities for which rules of points may give something; of a complaint one at most."""


@kind("lms_complaints.registered")
@dataclass(frozen=True, kw_only=True)
class ComplaintRegistered(Event):
    """A customer has complained. The target is the complaint. Key: the complaint."""

    grade: str


@kind("lms_complaints.given")
@dataclass(frozen=True, kw_only=True)
class ComplaintGiven(Event):
    """A complaint went to a person or a department. The target is the complaint. Key: complaint and step."""

    handler: int | None


@kind("lms_complaints.regraded")
@dataclass(frozen=True, kw_only=True)
class ComplaintRegraded(Event):
    """A complaint got another grade. The target is the complaint. Key: complaint and step."""

    grade: str


@kind("lms_complaints.closed")
@dataclass(frozen=True, kw_only=True)
class ComplaintClosed(Event):
    """A complaint was closed. The target is the complaint. Key: complaint and how often it was closed.

    `difficulty` is ordinary or major, and empty until it is confirmed.
    """

    grade: str
    cause: str
    handler: int | None
    difficulty: str = ""


@kind("lms_complaints.reopened")
@dataclass(frozen=True, kw_only=True)
class ComplaintReopened(Event):
    """A complaint was opened again. The target is the complaint. Key: complaint and how often it was closed."""

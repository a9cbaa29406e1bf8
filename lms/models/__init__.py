from lms.models.events import DeadLetter, EventCursor, LetterState, PublishedEvent
from lms.models.people import (
    LONGEST_WISH,
    RoleGrant,
    SearchGap,
    SearchWish,
    StaffProfile,
    Team,
    User,
)

__all__ = [
    "LONGEST_WISH",
    "DeadLetter",
    "EventCursor",
    "LetterState",
    "PublishedEvent",
    "RoleGrant",
    "SearchGap",
    "SearchWish",
    "StaffProfile",
    "Team",
    "User",
]

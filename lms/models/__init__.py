from lms.models.due import DueJob
from lms.models.events import DeadLetter, EventCursor, LetterState, PublishedEvent
from lms.models.notifications import (
    MailState,
    Notification,
    NotificationChoice,
    OutgoingMail,
)
from lms.models.people import (
    LONGEST_WISH,
    RoleGrant,
    SearchGap,
    SearchWish,
    StaffProfile,
    Team,
    User,
)
from lms.models.words import SearchWord

__all__ = [
    "LONGEST_WISH",
    "DeadLetter",
    "DueJob",
    "EventCursor",
    "LetterState",
    "MailState",
    "Notification",
    "NotificationChoice",
    "OutgoingMail",
    "PublishedEvent",
    "RoleGrant",
    "SearchGap",
    "SearchWish",
    "SearchWord",
    "StaffProfile",
    "Team",
    "User",
]

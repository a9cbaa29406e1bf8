from lms.models.due import DueJob
from lms.models.events import DeadLetter, EventCursor, LetterState, PublishedEvent
from lms.models.gaps import LONGEST_WISH, SearchGap, SearchWish
from lms.models.imports import (
    ImportedRow,
    Invitation,
    PeopleImport,
    RowKind,
    Undoing,
)
from lms.models.notifications import (
    MailState,
    Notification,
    NotificationChoice,
    OutgoingMail,
)
from lms.models.people import RoleGrant, StaffProfile, Team, User
from lms.models.searches import IndexChange, SearchLog
from lms.models.words import SearchWord

__all__ = [
    "LONGEST_WISH",
    "DeadLetter",
    "DueJob",
    "EventCursor",
    "ImportedRow",
    "IndexChange",
    "Invitation",
    "LetterState",
    "MailState",
    "Notification",
    "NotificationChoice",
    "OutgoingMail",
    "PeopleImport",
    "PublishedEvent",
    "RoleGrant",
    "RowKind",
    "SearchGap",
    "SearchLog",
    "SearchWish",
    "SearchWord",
    "StaffProfile",
    "Team",
    "Undoing",
    "User",
]

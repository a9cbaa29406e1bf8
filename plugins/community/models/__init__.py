from plugins.community.models.fund import DECIDE, KEEP, Application, Entry, Fund
from plugins.community.models.meeting import ORGANISE, Item, Meeting, Seat, Talk
from plugins.community.models.suggestion import (
    ANSWER,
    Comment,
    Step,
    Suggestion,
    Support,
)

__all__ = [
    "ANSWER",
    "DECIDE",
    "KEEP",
    "ORGANISE",
    "Application",
    "Comment",
    "Entry",
    "Fund",
    "Item",
    "Meeting",
    "Seat",
    "Step",
    "Suggestion",
    "Support",
    "Talk",
]

"""What is due: suggestions that wait too long are named once."""

from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from lms.events import Target
from lms.notifications import holders_of, notify, people_of
from plugins.community.models import ANSWER, Suggestion

OVERDUE = "lms_community.suggestion_overdue"


def remind(now: datetime) -> str:
    """Tell once of each suggestion that is overdue; opened again it is another time."""
    answerers = [*holders_of(ANSWER)]
    told = 0
    for row in Suggestion.objects.overdue(localdate(now)):
        key = f"{OVERDUE}:{row.pk}:{row.due_on}"
        told += sum(_tell(row, person, key, now) for person in _people(row, answerers))
    return f"Told of overdue suggestions: {told}"


def _people(row: Suggestion, answerers: list[Any]) -> list[Any]:
    """Return whoever looks at it; while nobody does, all who answer."""
    people = [*people_of(row.keeper_id)] or answerers
    return [each for each in people if each.pk != row.suggested_by_id]


def _tell(row: Suggestion, person: Any, key: str, now: datetime) -> bool:
    told = notify(kind=OVERDUE, recipient=person, target=Target.of(row), key=key, now=now)  # fmt: skip
    return told is not None

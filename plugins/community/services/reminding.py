"""What is due: meetings to plan, and what waits too long, which is named once."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from lms.events import Target
from lms.notifications import holders_of, is_here, notify, people_of
from plugins.community.enums import MeetingKind
from plugins.community.models import ANSWER, Item, Suggestion
from plugins.community.services.agenda import next_month
from plugins.community.services.meetings import month_planned, plan_next

OVERDUE = "lms_community.suggestion_overdue"
LATE = "lms_community.item_late"


def remind(now: datetime) -> str:
    """Tell once of each suggestion that is overdue; opened again it is another time."""
    answerers = [*holders_of(ANSWER)]
    told = 0
    for row in Suggestion.objects.overdue(localdate(now)):
        key = f"{OVERDUE}:{row.pk}:{row.due_on}"
        people = _people(row, answerers, now)
        told += sum(_tell(row, person, key, now) for person in people)
    return f"Told of overdue suggestions: {told}"


def remind_of_items(now: datetime) -> str:
    """Tell each owner once of what should be done by now."""
    rows = Item.objects.filter(done_at=None, due_on__lt=localdate(now)).exclude(
        owner=None
    )
    told = 0
    for row in rows.select_related("meeting", "owner__staff_profile"):
        key, about = f"{LATE}:{row.pk}:{row.due_on}", Target.of(row.meeting)
        made = notify(kind=LATE, recipient=row.owner, target=about, key=key, now=now)
        told += made is not None
    return f"Told of late action items: {told}"


def plan_meetings(now: datetime) -> str:
    """Plan the meetings of the month that comes, as far as the cycle has one in it."""
    today, made = localdate(now), 0
    for kind in MeetingKind:
        if month_planned(kind, today) == next_month(today, 1):
            made += plan_next(kind=kind, today=today, language=settings.LANGUAGE_CODE)[
                1
            ]
    return f"Meetings planned: {made}"


def _people(row: Suggestion, answerers: list[Any], now: datetime) -> list[Any]:
    """Return whoever looks at it; while nobody does who still answers, all who do."""
    keeper = [
        each
        for each in people_of(row.keeper_id)
        if is_here(each, now) and each.has_perm(ANSWER)
    ]
    return [each for each in keeper or answerers if each.pk != row.suggested_by_id]


def _tell(row: Suggestion, person: Any, key: str, now: datetime) -> bool:
    told = notify(kind=OVERDUE, recipient=person, target=Target.of(row), key=key, now=now)  # fmt: skip
    return told is not None

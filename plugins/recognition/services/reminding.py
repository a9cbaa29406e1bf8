"""What is due: a ballot opens, figures can be counted, somebody waits for a decision."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from lms.events import Target
from lms.notifications import holders_of, notify
from plugins.recognition.enums import MonthState
from plugins.recognition.models import DECIDE, Praise, StarMonth
from plugins.recognition.services.giving import limit
from plugins.recognition.services.months import open_month
from plugins.recognition.services.streaks import month_before

READY = "lms_recognition.month_ready"


@transaction.atomic
def prepare_months(now: datetime) -> str:
    """Open the ballot that is due, and say once that a month can be decided."""
    today = localdate(now)
    for month in _due(today):
        open_month(month)
    rows = StarMonth.objects.filter(state=MonthState.OPEN)
    ready = [row for row in rows if row.may_be_counted(today)]
    people = [*holders_of(DECIDE)] if ready else []
    told = [_tell(row, person, now) for row in ready for person in people]
    return f"Months of the Service Star that can be decided: {len(ready)}, told: {sum(told)}"  # fmt: skip


def _due(today: date) -> list[date]:
    """Return the month whose ballot begins by today, and the one before if it was missed.

    Of a month before the plugin was used nobody is to decide anything.
    """
    first = today.replace(day=1)
    missed = month_before(first)
    rows = Praise.objects.shown().filter(happened_on__gte=missed, happened_on__lt=first)
    is_begun = today.day >= limit("ballot_opens_day")
    return [*([missed] if rows.exists() else []), *([first] if is_begun else [])]


def _tell(row: StarMonth, person: Any, now: datetime) -> bool:
    key = f"{READY}:{row.pk}"
    told = notify(kind=READY, recipient=person, target=Target.of(row), key=key, now=now)
    return told is not None

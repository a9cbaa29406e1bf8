"""Inspectors are reminded, once for each sheet, of what they should have handed in."""

from datetime import datetime

from django.utils.timezone import localdate

from lms.events import Target
from lms.models import Notification
from lms.notifications import notify
from plugins.inspections.enums import OPEN
from plugins.inspections.models import Sheet
from plugins.inspections.services.plans import late_before

LATE = "lms_inspections.sheet_late"


def remind_inspectors(now: datetime) -> str:
    """Remind of each sheet that is late."""
    day = late_before(localdate(now))
    late = Sheet.objects.filter(state__in=OPEN, due_on__lt=day, plan__closed_at=None)
    rows = {f"{LATE}:{row.pk}": row for row in late.exclude(inspector=None).with_names()}  # fmt: skip
    keys = {f"{key}:{row.inspector_id}": key for key, row in rows.items()}
    told = Notification.objects.filter(key__in=[*keys]).values_list("key", flat=True)
    for each in told:
        del rows[keys[each]]
    sent = [
        notify(kind=LATE, recipient=row.inspector, target=Target.of(row), key=key, now=now)
        for key, row in rows.items()
    ]  # fmt: skip
    return f"Reminders of inspections: {sum(each is not None for each in sent)}"

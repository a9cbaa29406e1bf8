"""What is late is said to whoever does it."""

from datetime import datetime

from django.utils.timezone import localdate

from lms.events import Target
from lms.notifications import notify
from plugins.case_studies.enums import CaseState
from plugins.case_studies.models import CaseAction

OVERDUE = "lms_case_studies.action_overdue"


def remind_of_overdue(now: datetime) -> str:
    """Tell each owner once of each action that is late; return how many were told.

    What a case asked for that was taken off the site since is nobody's to do.
    """
    published = CaseAction.objects.filter(page__record__state=CaseState.PUBLISHED)
    late = published.overdue(localdate(now)).exclude(owner=None)
    rows = late.filter(reminded_at=None).select_related("owner", "page")
    told = 0
    for action in rows:
        told += bool(
            notify(
                kind=OVERDUE,
                recipient=action.owner,
                target=Target.of(action.page),
                key=f"{OVERDUE}:{action.pk}",
                now=now,
                parameters={"action": action.title},
            )
        )
        CaseAction.objects.filter(pk=action.pk).update(reminded_at=now)
    return f"Reminders of overdue actions: {told}"

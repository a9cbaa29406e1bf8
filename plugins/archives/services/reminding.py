"""Who is reminded of what is due: once each, however often it runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from lms.events import Target
from lms.models import Notification
from lms.notifications import is_here, notify
from plugins.archives.models import Action, Risk
from plugins.archives.services.risks import supervisor
from plugins.archives.services.weekly import (
    due_day,
    missing,
    reporting_teams,
    week_due,
)

ACTION_LATE = "lms_archives.action_late"
REPORT_DUE = "lms_archives.report_due"
RISK_DUE = "lms_archives.risk_due"


@dataclass(frozen=True)
class _Due:
    kind: str
    person: Any
    about: Any
    key: str

    @property
    def kept_key(self) -> str:
        """As `notify` writes it."""
        return f"{self.kind}:{self.key}:{self.person.pk}"


@transaction.atomic
def remind(now: datetime) -> str:
    """Remind of action items that are late, reports that are due, risks to look at."""
    today = localdate(now)
    wanted = {due.kept_key: due for due in _all(today, now) if due.person is not None}
    told = Notification.objects.filter(key__in=[*wanted]).values_list("key", flat=True)
    known = {*told}
    sent = [
        notify(
            kind=due.kind,
            recipient=due.person,
            target=Target.of(due.about),
            key=f"{due.kind}:{due.key}",
            now=now,
        )
        for key, due in wanted.items()
        if key not in known
    ]
    return f"Reminders of the archive: {sum(each is not None for each in sent)}"


def _all(today: Any, now: datetime) -> Iterator[_Due]:
    """Yield what is due; of whoever has left, the holder of the post hears."""
    watching = supervisor()

    def here(person: Any) -> Any:
        return person if person is not None and is_here(person, now) else watching

    for action in Action.objects.overdue(today).select_related("owner__staff_profile"):
        yield _Due(
            ACTION_LATE, here(action.owner), action, f"{action.pk}:{action.due_on}"
        )
    monday = week_due(today)
    for team in missing(monday, reporting_teams()):
        yield _Due(REPORT_DUE, team.manager, team, f"{team.pk}:{due_day(monday)}")
    for risk in Risk.objects.due(today).select_related("owner__staff_profile"):
        yield _Due(RISK_DUE, here(risk.owner), risk, f"{risk.pk}:{risk.look_on}")

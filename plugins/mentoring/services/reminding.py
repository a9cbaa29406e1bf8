"""What is due: mentors are reminded of the observation of a week, and of self-reviews."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from knowledge_base.models.periods import site_day
from lms.events import Target
from lms.models import Notification
from lms.notifications import is_here, notify
from plugins.mentoring.models import Pair
from plugins.mentoring.services.figures import Weeks, weeks_of_pairs
from plugins.mentoring.services.sampling import Samples, samples_of_pairs
from plugins.mentoring.weeks import WEEK, monday_of

DUE = "lms_mentoring.observation_due"
OVERDUE = "lms_mentoring.observation_overdue"
SAMPLE = "lms_mentoring.sample_due"
THURSDAY = 3
"""From this day of the week on somebody is reminded; before that there is time."""


def remind_mentors(now: datetime) -> str:
    """Remind of what this week asks for, and say once that the last one is missing."""
    today = site_day(now)
    rows = Pair.objects.running().exclude(mentor=None).exclude(apprentice=None)
    pairs = {each.pk: each for each in rows if is_here(each.apprentice, now)}
    weeks = weeks_of_pairs(pairs.values(), today)
    samples = samples_of_pairs(pairs.values(), weeks, today)
    wanted: dict[str, tuple[Pair, str, date]] = {}
    for key, pair in pairs.items():
        for kind, monday in _reminders(weeks[key], samples[key], today):
            wanted[f"{kind}:{key}:{monday}"] = (pair, kind, monday)
    told = sum(_remind(key, each, now) for key, each in _untold(wanted).items())
    return f"Reminders to mentors: {told}"


def _reminders(weeks: Weeks, samples: Samples, today: date) -> list[tuple[str, date]]:
    this_monday = monday_of(today)
    found = []
    if today >= this_monday + timedelta(days=THURSDAY):
        asked = ((DUE, weeks.is_due), (SAMPLE, samples.is_due))
        found += [(kind, this_monday) for kind, is_due in asked if is_due]
    if this_monday - WEEK in {week.monday for week in weeks.overdue}:
        found.append((OVERDUE, this_monday - WEEK))
    return found


def _untold(wanted: Mapping[str, Any]) -> dict[str, Any]:
    keys = {f"{key}:{pair.mentor_id}": key for key, (pair, _k, _m) in wanted.items()}
    told = Notification.objects.filter(key__in=[*keys])
    known = {keys[key] for key in told.values_list("key", flat=True)}
    return {key: each for key, each in wanted.items() if key not in known}


def _remind(key: str, wanted: tuple[Pair, str, date], now: datetime) -> bool:
    pair, kind, monday = wanted
    told = notify(
        kind=kind,
        recipient=pair.mentor,
        target=Target.of(pair),
        key=key,
        now=now,
        parameters={"monday": monday.isoformat()},
    )
    return told is not None

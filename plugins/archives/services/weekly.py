"""Weekly reports: who owes one, and keeping it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lms.events import tell
from lms.models import Team
from lms.plugins import plugin_settings
from plugins.archives.events import ReportHandedIn
from plugins.archives.exceptions import (
    ChangedMeanwhileError,
    EmptyError,
    LaterReportError,
)
from plugins.archives.models import WeeklyReport
from plugins.archives.weeks import WEEK, monday_of


def reporting_teams() -> Any:
    """Return the teams that report: those with somebody who leads and people who work there."""
    rows = Team.objects.exclude(manager=None).filter(members__isnull=False).distinct()
    return rows.select_related("manager__staff_profile").order_by("name")


def led_teams(user: Any) -> Any:
    """Return those that somebody reports of."""
    return reporting_teams().filter(manager=user.pk)


def due_day(monday: date) -> date:
    """Return the day on which the report of a week is due."""
    return monday + timedelta(days=int(plugin_settings("lms_archives")["report_weekday"]))  # fmt: skip


def week_due(today: date) -> date:
    """Return the last week of which a report is due, today included."""
    this = monday_of(today)
    return this if due_day(this) <= today else this - WEEK


def missing(monday: date, teams: Any) -> list[Team]:
    """Return the teams that have not handed in; two queries."""
    there = WeeklyReport.objects.handed_in().filter(monday=monday)
    done = {*there.values_list("team", flat=True)}
    return [team for team in teams if team.pk not in done]


@dataclass(frozen=True)
class Written:
    """What somebody wrote about a week, having seen that version of it."""

    values: Mapping[str, str]
    seen: int
    hand_in: bool
    """False for a draft, and for a correction."""


@transaction.atomic
def save_report(
    *, team: Team, monday: date, written: Written, user: Any, now: datetime
) -> WeeklyReport:
    """Keep a draft, hand it in, late too, or correct it until the next one is there.

    Raises PermissionDenied for who does not lead the team, EmptyError,
    ChangedMeanwhileError, LaterReportError.
    """
    locked = Team.objects.select_for_update().get(pk=team.pk)
    if locked.manager_id != user.pk:
        raise PermissionDenied
    reports = WeeklyReport.objects.filter(team=team)
    row = reports.filter(monday=monday).first() or WeeklyReport(
        team=team, monday=monday, version=0
    )
    if row.version != written.seen:
        raise ChangedMeanwhileError
    if row.handed_in_at and reports.handed_in().filter(monday__gt=monday).exists():
        raise LaterReportError
    is_handed_in = written.hand_in or row.handed_in_at is not None
    if is_handed_in and not written.values["done"].strip():
        raise EmptyError
    for name in ("done", "problems", "next_week"):
        setattr(row, name, written.values[name])
    row.author, row.saved_at = user, now
    row.version += 1
    is_news = written.hand_in and row.handed_in_at is None
    if is_news:
        row.handed_in_at = now
    row.save()
    if is_news:
        tell(ReportHandedIn, row, actor=user.pk, now=now, team=team.pk)
    return row

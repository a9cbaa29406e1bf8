"""Plans of months: made, changed, and closed when all is settled."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from lms.events import Target, tell
from lms.events.host import tell_activity
from lms.models import Team
from lms.people.here import people_here
from lms.plugins import plugin_settings
from plugins.inspections.enums import Outcome, Per, SheetState, Source
from plugins.inspections.events import FLAWLESS, REACHED, MonthClosed
from plugins.inspections.exceptions import (
    ClosedError,
    NotOverError,
    PlannedAlreadyError,
    SettledError,
    StillObjectingError,
    UnsettledError,
)
from plugins.inspections.models import INSPECT, KEEP, Objection, Plan, PlanSource
from plugins.inspections.services.figures import lines_of
from plugins.inspections.services.scoring import FULL

LABEL = "lms_inspections"


@dataclass(frozen=True)
class Quota:
    """How many sheets of a source are drawn, and how much they count."""

    source: Source
    number: int = 0
    per: Per = Per.PERSON
    weight: int = 0


@dataclass(frozen=True)
class Choice:
    """Who is inspected by whom."""

    teams: Collection[Team]
    people: Collection[Any]
    inspectors: Collection[Any]


def setting(name: str) -> int:
    """Return a setting of the plugin."""
    return int(plugin_settings(LABEL)[name])


def late_before(today: date) -> date:
    """Return the day before which a sheet was drawn that is late today."""
    return today - timedelta(days=setting("fill_days"))


def check_keeper(user: Any) -> None:
    """Raise PermissionDenied for whoever may not keep plans."""
    if not user.has_perm(KEEP):
        raise PermissionDenied


def inspectors(today: date) -> Any:
    """Return those who may be chosen as inspectors."""
    able = ModelBackend().with_perm(INSPECT, include_superusers=False)
    return people_here(today).filter(pk__in=able.values("pk"))


def latest_plan() -> Plan | None:
    """Return the plan with which a new one begins."""
    return Plan.objects.order_by("-month", "-pk").first()


def usual_quotas() -> list[Quota]:
    """Return what a plan begins with: those of the last one, else of the settings."""
    last = latest_plan()
    if last is not None:
        known = {row.source: row for row in last.sources.all()}
        return [_like(source, known.get(source)) for source in Source]
    usual = {
        Source.RECORDING: Quota(Source.RECORDING, 2, Per.PERSON, setting("recording_weight")),
        Source.ONSITE: Quota(Source.ONSITE, 1, Per.PERSON, setting("onsite_weight")),
    }  # fmt: skip
    return [usual.get(source, Quota(source)) for source in Source]


def _like(source: Source, row: PlanSource | None) -> Quota:
    if row is None:
        return Quota(source)
    return Quota(source, row.number, Per(row.per), row.weight)


@transaction.atomic
def save_plan(
    *, plan: Plan, quotas: Sequence[Quota], choice: Choice, user: Any
) -> Plan:
    """Save a new plan, or change one; its month and form stay once lots were drawn.

    Raises PermissionDenied, ClosedError, SettledError, PlannedAlreadyError.
    """
    check_keeper(user)
    if plan.pk:
        known = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
        if known.is_closed:
            raise ClosedError
        fixed = (known.month, known.form_id) != (plan.month, plan.form_id)
        if fixed and known.draws.exists():
            raise SettledError
    else:
        plan.made_by = user
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError:  # pressed twice, or by two at once
        raise PlannedAlreadyError from None
    plan.teams.set(choice.teams)
    plan.people.set(choice.people)
    plan.inspectors.set(choice.inspectors)
    for quota in quotas:
        PlanSource.objects.update_or_create(
            plan=plan,
            source=quota.source,
            defaults={"number": quota.number, "per": quota.per, "weight": quota.weight},
        )
    return plan


def is_over(plan: Plan, today: date) -> bool:
    """Tell whether the month is past."""
    return today >= (plan.month + timedelta(days=31)).replace(day=1)


@transaction.atomic
def remove_plan(*, plan: Plan, user: Any) -> None:
    """Take away a plan by which no lots were drawn; raises SettledError for others."""
    check_keeper(user)
    row = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if row.draws.exists() or row.sheets.exists():
        raise SettledError
    row.delete()


@transaction.atomic
def close_plan(*, plan: Plan, user: Any, now: datetime) -> Plan:
    """Settle the scores of a month, and tell who reached what; again changes nothing.

    Raises PermissionDenied, NotOverError, UnsettledError while something is open, and
    StillObjectingError while somebody may object as the sheet promised.
    """
    check_keeper(user)
    row = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if row.is_closed:
        return row
    if not is_over(row, localdate(now)):
        raise NotOverError
    settled = (SheetState.RELEASED, SheetState.VOID)
    sheets = row.sheets.filter(second_of=None).exclude(state__in=settled).count()
    waiting = Objection.objects.filter(sheet__plan=row, outcome=Outcome.OPEN)
    if sheets or waiting.exists():
        raise UnsettledError(sheets, waiting.count())
    until = _objections_until(row)
    if until is not None and localdate(now) <= until:
        raise StillObjectingError(until)
    row.closed_at, row.closed_by = now, user
    row.save(update_fields=["closed_at", "closed_by"])
    tell(MonthClosed, row, actor=user.pk, now=now)
    _tell_reached(row, now)
    return row


def _objections_until(plan: Plan) -> date | None:
    """Return the last day on which somebody may still object; None for no such day."""
    rows = plan.sheets.filter(objection=None, second_of=None).exclude(person=None)
    last = rows.exclude(released_at=None).order_by("released_at").last()
    return last.objects_until(setting("objection_days")) if last else None


def _tell_reached(plan: Plan, now: datetime) -> None:
    for line in lines_of(plan.members.all()):
        if line.score is None or not line.month.is_whole:
            continue
        if line.score >= plan.goal:
            tell_activity(
                REACHED, Target.of(line.member), person=line.member.person_id, now=now
            )
        if line.score >= FULL:
            tell_activity(
                FLAWLESS, Target.of(line.member), person=line.member.person_id, now=now
            )

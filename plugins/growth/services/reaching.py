"""What happens to a running plan: steps, goals, its end."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lms.events import Target, tell
from lms.events.host import tell_activity
from plugins.growth import events
from plugins.growth.enums import OPEN, EntryKind, PlanState
from plugins.growth.exceptions import (
    MissingWordsError,
    OpenGoalsError,
    PlanMovedError,
)
from plugins.growth.models import Goal, PersonalPlan, Step
from plugins.growth.services.planning import check_party, locked, note, tell_other


@transaction.atomic
def tick(*, step: Step, is_done: bool, user: Any, now: datetime) -> None:
    """Tick a step off, or open it again. Again changes nothing."""
    plan = locked(step.goal.plan, PlanState.RUNNING)
    check_party(plan, user)
    row = Step.objects.select_for_update().get(pk=step.pk)
    if is_done == (row.done_at is not None):
        return
    row.done_at = now if is_done else None
    row.save(update_fields=["done_at"])
    kind = EntryKind.STEP_DONE if is_done else EntryKind.STEP_OPEN
    note(plan, kind, user, now, row.what)


def _goal(goal: Goal) -> Goal:
    """Lock the plan that runs, and read the goal anew; raise PlanMovedError if it is reached."""
    locked(goal.plan, PlanState.RUNNING)
    row = Goal.objects.select_related("plan").get(pk=goal.pk)
    if row.reached_at is not None:
        raise PlanMovedError
    return row


@transaction.atomic
def claim(*, goal: Goal, user: Any, now: datetime) -> None:
    """Say that one has reached a goal; the superior is asked to see for themselves."""
    row = _goal(goal)
    if user.pk != row.plan.person_id:
        raise PermissionDenied
    if row.claimed_at is not None:
        return
    row.claimed_at = now
    row.save(update_fields=["claimed_at"])
    note(row.plan, EntryKind.CLAIMED, user, now, row.what)
    tell_other(row.plan, user, now)


@transaction.atomic
def confirm(*, goal: Goal, user: Any, now: datetime) -> None:
    """Find a goal reached, as the superior; told once, so that points come once."""
    row = _goal(goal)
    if check_party(row.plan, user):
        raise PermissionDenied
    row.reached_at = now
    row.save(update_fields=["reached_at"])
    note(row.plan, EntryKind.REACHED, user, now, row.what)
    tell_activity(events.REACHED, Target.of(row), person=row.plan.person_id, now=now)
    tell_other(row.plan, user, now)


@transaction.atomic
def send_back(*, goal: Goal, words: str, user: Any, now: datetime) -> None:
    """Say why a goal is not reached yet, as the superior."""
    row = _goal(goal)
    if check_party(row.plan, user):
        raise PermissionDenied
    if not words.strip():
        raise MissingWordsError
    row.claimed_at = None
    row.save(update_fields=["claimed_at"])
    note(row.plan, EntryKind.SENT_BACK, user, now, f"{row.what}: {words}")
    tell_other(row.plan, user, now)


@transaction.atomic
def finish(*, plan: PersonalPlan, user: Any, now: datetime) -> None:
    """End a plan of which all goals are reached; raises OpenGoalsError before that."""
    row = locked(plan, PlanState.RUNNING)
    check_party(row, user)
    if row.goals.filter(reached_at=None).exists():
        raise OpenGoalsError
    _end(row, PlanState.DONE, EntryKind.DONE, user, now, "")


@transaction.atomic
def give_up(*, plan: PersonalPlan, reason: str, user: Any, now: datetime) -> None:
    """End a plan before its goals are reached, with a reason that both read."""
    row = locked(plan, *OPEN)
    check_party(row, user)
    if not reason.strip():
        raise MissingWordsError
    _end(row, PlanState.DROPPED, EntryKind.DROPPED, user, now, reason[:300])


def _end(
    row: PersonalPlan,
    state: PlanState,
    kind: EntryKind,
    user: Any,
    now: datetime,
    reason: str,
) -> None:
    row.state, row.ended_at, row.next_check_on = state, now, None
    row.reason = reason
    row.save()
    note(row, kind, user, now, reason)
    both: dict[str, Any] = {"person": row.person_id, "partner": row.partner_id}
    is_done = state == PlanState.DONE
    tell(events.PlanEnded, row, actor=user.pk, now=now, is_done=is_done, **both)

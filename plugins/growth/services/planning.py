"""Personal plans: begun by one, agreed by two, looked at again and again."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from lms.events import tell
from lms.notifications import people_of
from lms.people.display import display_name
from plugins.growth import events
from plugins.growth.enums import EntryKind, PlanState
from plugins.growth.exceptions import (
    MissingWordsError,
    NoGapError,
    NoGoalError,
    PlanMovedError,
    PlanRunsError,
    ReachedError,
)
from plugins.growth.models import (
    READ,
    Entry,
    Goal,
    Leaders,
    PersonalPlan,
    Skill,
    here,
    leads,
)
from plugins.growth.services.assessing import setting
from plugins.growth.services.proposing import propose
from plugins.growth.services.standing import row_of

MOST_STEPS = 12


def superior_of(person: Any) -> Any:
    """Return the nearest leader of somebody who is here; None for nobody."""
    return people_of(Leaders().nearest(person)).first()


def may_plan_for(user: Any, person: Any) -> bool:
    """Tell whether somebody may begin a plan of a person: oneself, a superior.

    Who sees all levels may where nobody leads the person.
    """
    if user.pk == person.pk or leads(user, person):
        return True
    return bool(user.has_perm(READ) and Leaders().nearest(person) is None)


def hand_over() -> None:
    """Let the superior of today look after plans whose superior has left; else nobody."""
    leaders = Leaders()
    left = PersonalPlan.objects.open().exclude(partner__in=here())
    for plan in left.exclude(person=None).select_related("person__staff_profile"):
        if (superior := leaders.nearest(plan.person)) != plan.partner_id:
            PersonalPlan.objects.filter(pk=plan.pk).update(partner=superior)


def is_superior(plan: PersonalPlan, user: Any) -> bool:
    """Tell whether somebody agrees to a plan as the superior."""
    return PersonalPlan.objects.led_by(user).filter(pk=plan.pk).exists()


def note(
    plan: PersonalPlan, kind: EntryKind, user: Any, now: datetime, text: str = ""
) -> None:
    """Write into the history of a plan."""
    Entry.objects.create(plan=plan, kind=kind, by=user, at=now, text=text)


def locked(plan: PersonalPlan, *states: PlanState) -> PersonalPlan:
    """Lock a plan; raise PlanMovedError if it is in none of these states."""
    row = PersonalPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if row.state not in states:
        raise PlanMovedError
    return row


def check_party(plan: PersonalPlan, user: Any) -> bool:
    """Return whether it is the person's own; raise PermissionDenied for third parties."""
    if user.pk == plan.person_id:
        return True
    if not is_superior(plan, user):
        raise PermissionDenied
    return False


@transaction.atomic
def begin_plan(*, person: Any, user: Any, now: datetime) -> PersonalPlan:
    """Begin a plan of somebody; raises PermissionDenied and PlanRunsError."""
    if not may_plan_for(user, person):
        raise PermissionDenied
    partner = user if user.pk != person.pk else superior_of(person)
    try:
        with transaction.atomic():
            plan = PersonalPlan.objects.create(
                person=person, partner=partner, begun_at=now
            )
    except IntegrityError:
        raise PlanRunsError from None
    note(plan, EntryKind.BEGUN, user, now)
    return plan


@transaction.atomic
def close_gap(*, person: Any, skill: Skill, user: Any, now: datetime) -> Goal:
    """Put the goal that closes a gap into the plan that is open, or into a new one.

    A goal for the skill that is not reached is returned as it is. A running plan opens
    again, for both agree anew. Raises PermissionDenied and NoGapError.
    """
    if not may_plan_for(user, person):
        raise PermissionDenied
    row = row_of(person)
    standing = next((s for s in row.standings if s.skill == skill), None) if row else None  # fmt: skip
    proposal = propose(standing, localdate(now)) if standing else None
    if proposal is None:
        raise NoGapError
    plans = PersonalPlan.objects.open().filter(person=person)
    plan = plans.select_for_update(of=("self",)).first()
    plan = plan or begin_plan(person=person, user=user, now=now)
    check_party(plan, user)
    known = plan.goals.filter(skill=skill, reached_at=None).first()
    if known is not None:
        return known
    if plan.is_running:
        reopen(plan=plan, user=user, now=now)
    goal = Goal(
        skill=skill,
        what=proposal.what,
        measure=proposal.measure,
        until=proposal.until,
        level=proposal.level,
    )
    return save_goal(plan=plan, goal=goal, steps=None, user=user, now=now)


@transaction.atomic
def save_goal(
    *,
    plan: PersonalPlan,
    goal: Goal,
    steps: Sequence[str] | None,
    user: Any,
    now: datetime,
    seen: int | None = None,
) -> Goal:
    """Add a goal to a draft or change it; who had agreed agrees anew.

    `seen` is the version before the change; another one raises PlanMovedError. `steps` are what is to be done, in their order; None leaves them. A step that is
    still among them keeps its tick.
    """
    row = locked(plan, PlanState.DRAFT)
    check_party(row, user)
    _check_seen(row, seen)
    _check_not_reached(goal)
    kind = EntryKind.GOAL_CHANGED if goal.pk else EntryKind.GOAL_ADDED
    goal.plan, goal.claimed_at = row, None
    goal.save()
    if steps is not None:
        _write_steps(goal, steps)
    _unagree(row)
    note(row, kind, user, now, goal.what)
    return goal


def _check_seen(plan: PersonalPlan, seen: int | None) -> None:
    if seen is not None and seen != plan.version:
        raise PlanMovedError


def _check_not_reached(goal: Goal) -> None:
    if goal.reached_at is not None:
        raise ReachedError


def _write_steps(goal: Goal, steps: Iterable[str]) -> None:
    wanted = [*dict.fromkeys(steps)][:MOST_STEPS]
    done = {step.what: step.done_at for step in goal.steps.all()}
    goal.steps.all().delete()
    for what in wanted:
        goal.steps.create(what=what, done_at=done.get(what))


def _unagree(plan: PersonalPlan) -> None:
    plan.own_agreed_at = plan.partner_agreed_at = None
    plan.save(update_fields=["own_agreed_at", "partner_agreed_at"])


@transaction.atomic
def remove_goal(*, goal: Goal, user: Any, now: datetime) -> None:
    """Take a goal out of a draft; it stays named in the history."""
    row = locked(goal.plan, PlanState.DRAFT)
    check_party(row, user)
    _check_not_reached(goal)
    what = goal.what
    Goal.objects.filter(pk=goal.pk, plan=row).delete()
    _unagree(row)
    note(row, EntryKind.GOAL_REMOVED, user, now, what)


@transaction.atomic
def agree_to(
    *, plan: PersonalPlan, user: Any, now: datetime, seen: int | None = None
) -> PersonalPlan:
    """Agree to the version that one has seen; when both have, it runs. Again changes nothing."""
    row = locked(plan, PlanState.DRAFT)
    own = check_party(row, user)
    if not row.goals.exists():
        raise NoGoalError
    field = "own_agreed_at" if own else "partner_agreed_at"
    if getattr(row, field) is not None:
        return row
    _check_seen(row, seen)
    setattr(row, field, now)
    note(row, EntryKind.AGREED, user, now)
    if row.own_agreed_at and row.partner_agreed_at:
        row.state, row.next_check_on = PlanState.RUNNING, _next_check(now)
        both: dict[str, Any] = {"person": row.person_id, "partner": row.partner_id}
        key = f"{row.pk}:{now.isoformat()}"
        tell(events.PlanAgreed, row, actor=user.pk, now=now, key=key, **both)
    else:
        tell_other(row, user, now)
    row.save()
    return row


def tell_other(plan: PersonalPlan, user: Any, now: datetime) -> None:
    """Tell the other one of the two that something waits."""
    own = user.pk == plan.person_id
    other = plan.partner_id if own else plan.person_id
    key = f"{plan.pk}:{other}:{now.isoformat()}"
    tell(events.PlanWaits, plan, actor=user.pk, now=now, key=key, other=other)


def _next_check(now: datetime) -> Any:
    return localdate(now) + timedelta(days=max(setting("check_in_days"), 1))


@transaction.atomic
def reopen(*, plan: PersonalPlan, user: Any, now: datetime) -> PersonalPlan:
    """Open a running plan to be changed: both agree anew."""
    row = locked(plan, PlanState.RUNNING)
    check_party(row, user)
    row.state, row.next_check_on = PlanState.DRAFT, None
    row.own_agreed_at = row.partner_agreed_at = None
    row.save()
    note(row, EntryKind.REOPENED, user, now)
    return row


@transaction.atomic
def check_in(*, plan: PersonalPlan, words: str, user: Any, now: datetime) -> None:
    """Note how it goes; the next check-in is counted from today."""
    row = locked(plan, PlanState.RUNNING)
    check_party(row, user)
    if not words.strip():
        raise MissingWordsError
    row.next_check_on = _next_check(now)
    row.save(update_fields=["next_check_on"])
    note(row, EntryKind.CHECK_IN, user, now, words)


@transaction.atomic
def share(
    *, plan: PersonalPlan, people: Iterable[Any], user: Any, now: datetime
) -> None:
    """Let these people read the plan, and nobody else; the person alone decides."""
    row = PersonalPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if user.pk != row.person_id:
        raise PermissionDenied
    before = {*row.shared_with.values_list("pk", flat=True)}
    chosen = [each for each in people if each.pk != user.pk]
    row.shared_with.set(chosen)
    if before == {each.pk for each in chosen}:
        return
    note(row, EntryKind.SHARED, user, now, ", ".join(map(display_name, chosen)))
    new = tuple(sorted(each.pk for each in chosen if each.pk not in before))
    if new:
        key = f"{row.pk}:{now.isoformat()}"
        tell(events.PlanShared, row, actor=user.pk, now=now, key=key, people=new)

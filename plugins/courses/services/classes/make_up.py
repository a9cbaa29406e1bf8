"""Make-up orders: opened by absences, booked, attended, settled."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.utils.timezone import localdate

from lms.events import Target, publish
from lms.plugins import plugin_settings
from plugins.courses.enums import (
    ATTENDED,
    AttendanceState,
    OrderCause,
    OrderState,
)
from plugins.courses.events import MakeUpClosed, MakeUpOpened
from plugins.courses.exceptions import (
    ExamNotPassedError,
    OrderStateError,
    ReasonNeededError,
)
from plugins.courses.models import (
    Attendance,
    ClassSession,
    Cohort,
    CohortMember,
    MakeUpOrder,
    MakeUpStep,
)
from plugins.courses.models.make_up import WAIVE
from plugins.courses.services.classes.notices import ORDERED, SETTLED, tell

_LOOKED_AT = timedelta(days=100)
"""For so long after its end a cohort is asked for people whom nobody trained."""
_Pairs = Mapping[tuple[int, int], int]


@transaction.atomic
def review_orders(members: Iterable[CohortMember], *, now: datetime) -> None:
    """Open and withdraw orders as the marks of these people ask for.

    Whoever changes marks holds the rows of the members; see `services.attendance`.
    """
    rows = [*members]
    if not rows:
        return
    keys = [row.pk for row in rows]
    locked = CohortMember.objects.select_for_update(of=("self",)).order_by("pk")
    rows = [*locked.filter(pk__in=keys).select_related("cohort", "person")]
    absent, attended = _numbers(rows)
    orders = {
        order.member_id: order
        for order in MakeUpOrder.objects.filter(member__in=keys).order_by("pk")
    }
    most, today = plugin_settings("lms_courses")["most_absences"], localdate(now)
    for row in rows:
        number = absent.get((row.cohort_id, row.person_id), 0)
        was_there = (row.cohort_id, row.person_id) in attended
        order = orders.get(row.pk)
        cause = _cause(row, today, order, is_over=number > most, was_there=was_there)
        _follow(row, order, cause, number, now)


def _cause(
    member: CohortMember,
    today: date,
    order: MakeUpOrder | None,
    *,
    is_over: bool,
    was_there: bool,
) -> OrderCause | None:
    """Return why somebody needs an order now, or None."""
    if member.left_at is not None or member.is_waiting:
        return None
    if is_over:
        return OrderCause.ABSENCES
    is_never = order is not None and order.cause == OrderCause.NEVER
    if is_never and order is not None and order.state == OrderState.ATTENDED:
        return OrderCause.NEVER
    was_settled = is_never and order is not None and order.state in {OrderState.CLOSED, OrderState.WAIVED}  # fmt: skip
    if member.cohort.ends_on < today and not was_there and not was_settled:
        return OrderCause.NEVER
    return None


def _numbers(rows: Sequence[CohortMember]) -> tuple[_Pairs, _Pairs]:
    """Return absences, and classes attended, by cohort and person."""
    marks = Attendance.objects.counting().filter(
        session__cohort__in={row.cohort_id for row in rows},
        person__in={row.person_id for row in rows},
    )
    counted = marks.values_list("session__cohort", "person").annotate(
        absent=Count("pk", filter=Q(state=AttendanceState.ABSENT)),
        attended=Count("pk", filter=Q(state__in=ATTENDED)),
    )
    found = [*counted]
    absent = {(cohort, person): number for cohort, person, number, _there in found}
    there = {(cohort, person): n for cohort, person, _absent, n in found if n}
    return absent, there


def _follow(
    member: CohortMember,
    order: MakeUpOrder | None,
    cause: OrderCause | None,
    number: int,
    now: datetime,
) -> None:
    is_open = order is not None and order.is_open
    if cause is None:
        if order is not None and is_open:
            _settle(order, OrderState.WITHDRAWN, by=None, now=now, reason="")
        return
    if order is None or order.state in {OrderState.CLOSED, OrderState.WAIVED}:
        order = MakeUpOrder(member=member, opened_at=now)
    if is_open and order.absences == number and order.cause == cause:
        return
    order.absences, order.cause = number, cause
    if is_open:
        order.save()
        return
    order.settled_at, order.booked = None, None
    take_step(order, OrderState.REQUIRED, by=None, now=now)
    publish(MakeUpOpened(**_told(order, MakeUpOpened.name, now)))
    tell(ORDERED, [member.person], order, now, absences=number)


def follow_make_up(session: ClassSession, people: Iterable[int], now: datetime) -> None:
    """Bring the orders booked for a make-up class to where its marks say."""
    marks = dict(
        Attendance.objects.filter(session=session, person__in=[*people])
        .exclude(state="")
        .values_list("person", "state")
    )
    orders = MakeUpOrder.objects.waiting().filter(
        booked=session, member__person__in=[*people]
    )
    for order in orders.select_related("member"):
        mark = marks.get(order.member.person_id)
        state = OrderState.ATTENDED if mark in ATTENDED else OrderState.REQUIRED
        wanted = OrderState.BOOKED if mark is None else state
        if order.state != wanted:
            take_step(order, wanted, by=None, now=now)


def settled(
    order: MakeUpOrder, state: OrderState, *, user: Any, reason: str, now: datetime
) -> MakeUpOrder:
    """Close or waive an order, inside the caller's transaction, and return it.

    Raises OrderStateError, and ExamNotPassedError for one to be closed whose exam is not
    passed; to waive takes the right and a reason.
    """
    if state == OrderState.WAIVED:
        if not user.has_perm(WAIVE):
            raise PermissionDenied
        if not reason.strip():
            raise ReasonNeededError
        row = locked_order(order, OrderState.REQUIRED, OrderState.BOOKED, OrderState.ATTENDED)  # fmt: skip
    else:
        row = locked_order(order, OrderState.ATTENDED)
        if MakeUpOrder.objects.unpassed().filter(pk=row.pk).exists():
            raise ExamNotPassedError(row.exam)
    _settle(row, state, by=user, now=now, reason=reason.strip())
    return row


def _settle(
    order: MakeUpOrder, state: OrderState, *, by: Any, now: datetime, reason: str
) -> None:
    order.settled_at = now
    if order.state == OrderState.BOOKED:
        order.booked = None  # the place is free for somebody else
    take_step(order, state, by=by, now=now, reason=reason)
    told = _told(order, MakeUpClosed.name, now)
    publish(MakeUpClosed(outcome=str(state), **told))
    tell(SETTLED, [order.member.person], order, now, outcome=str(state))


def take_step(
    order: MakeUpOrder, state: OrderState, *, by: Any, now: datetime, reason: str = ""
) -> None:
    """Bring an order to a state, and keep that it came there."""
    before = order.state if order.pk else ""
    order.state = state
    order.save()
    MakeUpStep.objects.create(
        order=order, before=before, after=state, by=by, at=now, reason=reason[:200]
    )


def _told(order: MakeUpOrder, name: str, now: datetime) -> dict[str, Any]:
    return {
        "actor_id": order.member.person_id,
        "target": Target.of(order),
        "occurred_at": now,
        "key": f"{name}:{order.key}:{order.steps.count()}",
        "cohort_key": str(order.member.cohort.key),
    }


def locked_order(order: MakeUpOrder, *states: OrderState) -> MakeUpOrder:
    """Return an order that nobody else changes now; raise OrderStateError for another state."""
    CohortMember.objects.select_for_update().get(pk=order.member_id)
    row = MakeUpOrder.objects.select_related("member__cohort", "member__person").get(
        pk=order.pk
    )
    if row.state not in states:
        raise OrderStateError
    return row


def review_cohorts(now: datetime) -> str:
    """Bring orders to what dates and settings say by now; return how many were opened.

    Nobody marks anything when a cohort ends that never trained somebody.
    """
    today = localdate(now)
    begun = Cohort.objects.filter(begins_on__lte=today, ends_on__gte=today - _LOOKED_AT)
    before = MakeUpOrder.objects.count()
    for cohort in begun.filter(
        sessions__cancelled_at=None, sessions__isnull=False
    ).distinct():
        review_orders(cohort.members.learning(), now=now)
    return f"Make-up orders opened: {MakeUpOrder.objects.count() - before}"

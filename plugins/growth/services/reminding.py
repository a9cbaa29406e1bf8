"""What comes round: a round opens, ratings and check-ins are due, goals run out."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate

from lms.events import Target
from lms.models import Notification
from lms.notifications import notify
from plugins.growth.enums import AssessmentState, PlanState
from plugins.growth.exceptions import GrowthError
from plugins.growth.models import Assessment, Goal, PersonalPlan, Round
from plugins.growth.services.assessing import (
    add_missing,
    open_round,
    replace_leavers,
    setting,
    usual_end,
)
from plugins.growth.services.planning import hand_over

RATING_DUE = "lms_growth.rating_due"
CHECK_IN_DUE = "lms_growth.check_in_due"
GOAL_DUE = "lms_growth.goal_due"
DAYS_BEFORE = 3
"""So many days before its end a round reminds whoever has not rated."""
Reminder = tuple[str, Any, Any, str]
"""Kind, whom, about what, and the key under which it is told once."""


def look_after(now: datetime) -> str:
    """Open the round that is due, take newcomers in, and remind whoever is late."""
    hand_over()
    replace_leavers(now)
    opened = _open_due(now)
    added = sum(add_missing(row, now) for row in Round.objects.filter(closed_at=None, due_on__gte=localdate(now)))  # fmt: skip
    today = localdate(now)
    told = _remind([*_ratings(today), *_check_ins(today), *_goals(today)], now)
    return f"Rounds opened: {opened}, people added: {added}, reminders: {told}"


def _open_due(now: datetime) -> int:
    """Open a round when so many months are over since the last one, and it is closed."""
    months = setting("round_months")
    last = Round.objects.order_by("-starts_on").first()
    today = localdate(now)
    if not months or last is None or today < months_later(last.starts_on, months):
        return 0
    Round.objects.filter(closed_at=None, due_on__lt=today).update(closed_at=now)
    try:
        open_round(name="", due_on=usual_end(today), user=None, now=now)  # fmt: skip
    except GrowthError:
        return 0
    return 1


def months_later(day: date, months: int) -> date:
    """Return the first day of the month so many months after a day's."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _ratings(today: date) -> Iterable[Reminder]:
    rows = Assessment.objects.waiting().select_related(
        "round", "person__staff_profile", "assessor__staff_profile"
    )
    for row in rows.filter(round__due_on__lte=today + timedelta(DAYS_BEFORE)):
        is_rating = row.state == AssessmentState.RATING
        if (is_rating and row.self_at is None) or row.state == AssessmentState.SETTLED:
            yield RATING_DUE, row.person, row, f"{row.pk}:{row.state}"
        if (is_rating and row.rated_at is None) or row.state == AssessmentState.TALK:
            yield RATING_DUE, row.assessor, row, f"{row.pk}:{row.state}"


def _check_ins(today: date) -> Iterable[Reminder]:
    rows = PersonalPlan.objects.filter(
        state=PlanState.RUNNING, next_check_on__lte=today
    )
    for row in rows.select_related("person__staff_profile", "partner__staff_profile"):
        for person in (row.person, row.partner):
            yield CHECK_IN_DUE, person, row, f"{row.pk}:{row.next_check_on}"


def _goals(today: date) -> Iterable[Reminder]:
    rows = Goal.objects.filter(Q(until__lt=today), reached_at=None)
    running = rows.filter(plan__state=PlanState.RUNNING)
    for row in running.select_related("plan__person__staff_profile"):
        yield GOAL_DUE, row.plan.person, row.plan, f"{row.pk}:{row.until}"


def _remind(reminders: Iterable[Reminder], now: datetime) -> int:
    wanted = {
        f"{kind}:{key}:{person.pk}": (kind, person, about, f"{kind}:{key}")
        for kind, person, about, key in reminders
        if person is not None
    }
    told = Notification.objects.filter(key__in=[*wanted]).values_list("key", flat=True)
    for key in told:
        del wanted[key]
    sent = [
        notify(kind=kind, recipient=person, target=Target.of(about), key=key, now=now)
        for kind, person, about, key in wanted.values()
    ]
    return sum(each is not None for each in sent)

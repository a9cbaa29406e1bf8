"""What is due: a month is opened, raters and writers of plans are reminded."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from lms.events import Target
from lms.models import Notification
from lms.notifications import notify, people_of
from plugins.performance.exceptions import PerformanceError
from plugins.performance.models import ImprovementPlan, Month, Rating
from plugins.performance.services.opening import open_month, usable_versions
from plugins.performance.services.settings import setting, shifted

RATE = "lms_performance.ratings_due"
LATE = "lms_performance.ratings_late"
PLAN_LATE = "lms_performance.plan_late"


def open_due(now: datetime) -> str:
    """Open last month once its day has come, if the house wants that."""
    today = localdate(now)
    if not setting("opens_by_itself") or today.day < setting("first_day"):
        return ""
    month = shifted(today.replace(day=1), -1)
    if Month.objects.filter(month=month).exists() or not usable_versions():
        return ""
    try:
        row = open_month(first=month, user=None, now=now)
    except PerformanceError:
        return ""  # no table holds for anybody yet
    return f"Month of performance opened: {row.month}"


def remind(now: datetime) -> str:
    """Remind raters on the last day and once after it, and writers of plans that are late."""
    today = localdate(now)
    waiting = Rating.objects.waiting()
    on_day = waiting.filter(sheet__month__due_on=today)
    after = waiting.filter(sheet__month__due_on__lt=today)
    told = _remind(RATE, _by_month(on_day), now) + _remind(LATE, _by_month(after), now)
    return f"Reminders of performance: {told + _remind_plans(today, now)}"


def _by_month(rows: Any) -> set[tuple[int, int]]:
    found = rows.exclude(rater=None).order_by()
    return {*found.values_list("sheet__month", "rater").distinct()}


def _remind(kind: str, pairs: Iterable[tuple[int, int]], now: datetime) -> int:
    wanted = {f"{kind}:{month}:{rater}": (month, rater) for month, rater in pairs}
    known = Notification.objects.filter(key__in=[*wanted]).values_list("key", flat=True)
    for key in known:
        del wanted[key]
    people = {each.pk: each for each in people_of(*(r for _m, r in wanted.values()))}
    months = Month.objects.in_bulk({m for m, _r in wanted.values()})
    sent = [
        notify(kind=kind, recipient=people[rater], target=Target.of(months[month]), key=f"{kind}:{month}", now=now)
        for month, rater in wanted.values()
    ]  # fmt: skip
    return sum(each is not None for each in sent)


def _remind_plans(today: date, now: datetime) -> int:
    late = ImprovementPlan.objects.filter(handed_in_at=None, due_on__lt=today)
    rows = late.exclude(sheet__person=None).select_related("sheet__person__staff_profile")  # fmt: skip
    wanted = {f"{PLAN_LATE}:{row.pk}:{row.returns}": row for row in rows}
    keys = {f"{key}:{row.sheet.person_id}": key for key, row in wanted.items()}
    for told in Notification.objects.filter(key__in=[*keys]).values_list("key", flat=True):  # fmt: skip
        del wanted[keys[told]]
    sent = [
        notify(kind=PLAN_LATE, recipient=row.sheet.person, target=Target.of(row.sheet), key=key, now=now)
        for key, row in wanted.items()
    ]  # fmt: skip
    return sum(each is not None for each in sent)

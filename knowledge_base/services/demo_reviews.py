"""The checks of the demo: what was found still right, a review that is over, and one
that goes on.
"""  # noqa: D205 (one sentence)

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from knowledge_base.enums import Cadence, CycleState, ItemKind, TaskState
from knowledge_base.models import KnowledgeItem, ReviewCycle, ReviewPolicy, ReviewTask
from knowledge_base.models.kinds import KIND_MODELS, content_type_of
from knowledge_base.models.periods import Period, site_day
from knowledge_base.services.review_cycles import open_cycle

_LATER = "等新系统上线后再核对。"
_OLD = "活动已经结束。"
_BEFORE = (
    *(TaskState.CONFIRMED,) * 12,
    *(TaskState.CHANGED,) * 4,
    *(TaskState.ADDED,) * 2,
    TaskState.DEFERRED,
    TaskState.CARRIED,
)
_NOW = (
    *(TaskState.OPEN,) * 10,
    *(TaskState.CONFIRMED,) * 7,
    *(TaskState.CHANGED,) * 2,
    TaskState.DEFERRED,
    TaskState.RETIREMENT,
)
_REASONS = {TaskState.DEFERRED: _LATER, TaskState.RETIREMENT: _OLD}
_FIELDS = ["verified_hash", "verified_at", "verified_by", "next_due_on"]


@transaction.atomic
def add_demo_reviews(*, among: Collection[int], now: datetime) -> int:
    """Give these items past checks and two reviews of each kind; return how many items.

    The same each time, counted back from `now`. Where there is a review already,
    nothing happens.
    """
    if ReviewCycle.objects.exists():
        return 0
    count = 0
    for kind, policy in ReviewPolicy.objects.by_kind().items():
        period = policy.period_of(site_day(now))
        items = KnowledgeItem.objects.filter(
            pk__in=among, content_type=content_type_of(kind)
        )
        rows = [*items.order_by("source", "pk")]
        if period is not None and rows:
            _Past(policy, period, rows, now).tell()
            count += len(rows)
    return count


class _Past:
    """What was done about the items of one kind."""

    def __init__(
        self,
        policy: ReviewPolicy,
        period: Period,
        items: Sequence[Any],
        now: datetime,
    ) -> None:
        self.policy, self.items, self.now = policy, items, now
        self.current = period
        self.before = policy.period_of(period.starts_on - timedelta(days=1)) or period
        self.dice = Random(policy.kind)  # noqa: S311 (to repeat, not to hide)
        model: Any = KIND_MODELS[ItemKind(policy.kind)]
        live = model._default_manager.filter(live=True)
        self.live = {*live.values_list("pk", flat=True)}

    def tell(self) -> None:
        """Write it all."""
        self._close_last()
        self._open_current()

    def _close_last(self) -> None:
        ends = self.before.ends_on
        cycle = ReviewCycle.objects.create(
            kind=self.policy.kind,
            cadence=self.policy.cadence,
            starts_on=self.before.starts_on,
            ends_on=ends,
            closes_on=ends + self.policy.grace,
            year=self.before.fiscal_year(self.policy.first_month),
            number=self.before.number(self.policy.first_month),
            opened_at=_noon(self.before.starts_on),
            closed_at=_noon(ends),
            state=CycleState.CLOSED,
        )
        tasks = [self._past_task(cycle, item) for item in self.items]
        ReviewTask.objects.bulk_create(tasks)
        KnowledgeItem.objects.bulk_update(self.items, _FIELDS, batch_size=200)

    def _past_task(self, cycle: ReviewCycle, item: Any) -> ReviewTask:
        state = self.dice.choice(_BEFORE)
        if item.object_id not in self.live:
            state = TaskState.RETIRED
        day = self._day_in(self.before)
        if state == TaskState.CONFIRMED:
            _check(item, day, self.current.ends_on)
        elif state == TaskState.CARRIED:
            late = site_day(self.now) - timedelta(days=self.dice.randint(3, 24))
            _check(item, min(day, _noon(late - timedelta(days=90))), late)
        return _decided(ReviewTask(cycle=cycle, item=item), state, item, day)

    def _open_current(self) -> None:
        cycle = open_cycle(policy=self.policy, now=self.now)
        if cycle is None:
            return
        opened_at = _noon(self.current.starts_on)
        ReviewCycle.objects.filter(pk=cycle.pk).update(
            opened_at=min(opened_at, self.now)
        )
        tasks = [*cycle.tasks.select_related("item").order_by("pk")]
        share = _NOW if self.policy.cadence != Cadence.YEAR else _NOW[:14]
        for task in tasks:
            state, day = self.dice.choice(share), self._day_in(self.current)
            _decided(task, state, task.item, day)
            if state == TaskState.CONFIRMED:
                _check(task.item, day, self.current.following.ends_on)
        fields = ["state", "reason", "decided_by", "decided_at"]
        ReviewTask.objects.bulk_update(tasks, fields, batch_size=200)
        done = [task.item for task in tasks if task.state == TaskState.CONFIRMED]
        KnowledgeItem.objects.bulk_update(done, _FIELDS, batch_size=200)

    def _day_in(self, period: Period) -> datetime:
        """Return some noon of a period, not in the future."""
        last = min(period.ends_on, site_day(self.now) - timedelta(days=1))
        days = max((last - period.starts_on).days, 0)
        drawn = period.starts_on + timedelta(days=self.dice.randint(0, days))
        return min(_noon(drawn), self.now)


def _decided(task: ReviewTask, state: TaskState, item: Any, day: datetime) -> Any:
    task.state, task.text_hash = state, item.live_hash
    task.reason = _REASONS.get(state, "")
    if state not in {TaskState.OPEN, TaskState.CARRIED}:
        task.decided_by_id, task.decided_at = item.owner_id, day
    return task


def _check(item: Any, day: datetime, due_on: Any) -> None:
    item.verified_hash = item.live_hash
    item.verified_at, item.verified_by_id = day, item.owner_id
    item.next_due_on = due_on


def _noon(day: Any) -> datetime:
    zone = timezone.get_default_timezone()
    return datetime(day.year, day.month, day.day, 12, tzinfo=zone)

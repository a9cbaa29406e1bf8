"""What the people of the demo got points for: fourteen months, and what waits."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from lms.targets import Target
from plugins.rewards.enums import (
    MONTH_ACTIVITY,
    AccountKind,
    Choice,
    EventKind,
    MeritState,
    MonthState,
)
from plugins.rewards.models import (
    Holder,
    LedgerEvent,
    Merit,
    MonthCandidate,
    MonthClose,
    RuleVersion,
    Transfer,
)
from plugins.rewards.services.awards import rule_on
from plugins.rewards.services.ledger import (
    Entry,
    holder_of,
    locked,
    maybe_holder,
    row_of,
)
from plugins.rewards.services.months import last_day, month_before

MONTHS = 14
DEED = "lms_rewards.demo"
USUAL = ("authored", "revised", "proposal", "report", "gap", "complaint", "praise", "course")  # fmt: skip
MERITS = (
    ("luomin", "complaint_major", "冷链断供引发多人投诉，两天内逐一回访并商定补偿，无人再次来电。"),
    ("mengran", "complaint_ordinary", "安装师傅两次爽约，协调当晚上门并减免安装费。"),
    ("agent", "praise_letter", "顾客来信感谢：耐心教老人一步步完成退货。"),
    ("songyuhe", "praise_department", "主动整理会员权益常见误解，被部门例会点名表扬。"),
    ("yaomengting", "complaint_ordinary", "重复扣款当日退回，并说明到账时间。"),
)  # fmt: skip

PROPOSER = "yanshuobai"
"""Leads those who solve complaints: so the manager of the demo may decide."""


def add_history(people: list[Any], now: datetime) -> int:
    """Write the awards of fourteen months; return how many."""
    entries = _entries([holder_of(person) for person in people], now)
    return _book(sorted(entries, key=lambda entry: entry.effective_on))


def _book(entries: Iterable[Entry]) -> int:
    """Write awards in a few statements."""
    rows = [row_of(entry) for entry in entries]
    accounts = locked(*{row.holder for row in rows})
    LedgerEvent.objects.bulk_create(rows, batch_size=500)
    known = LedgerEvent.objects.in_bulk([r.key for r in rows], field_name="key")
    Transfer.objects.bulk_create(
        [
            Transfer(
                event=known[row.key],
                debit=accounts.system[AccountKind.ISSUED],
                credit=accounts.of(row.holder, AccountKind.AVAILABLE),
                amount=row.points,
            )
            for row in rows
        ],
        batch_size=500,
    )
    return len(rows)


def _entries(holders: list[Holder], now: datetime) -> Iterator[Entry]:
    chance = Random(7)  # noqa: S311 (the same history each time)
    versions = {v.rule.code: v for v in RuleVersion.objects.select_related("rule")}
    keen = {holder.pk: chance.choice((0, 1, 1, 2, 3)) for holder in holders}
    number = 0
    for first in _firsts(timezone.localdate(now)):
        for holder in holders:
            for _deed in range(chance.randint(0, 1 + keen[holder.pk])):
                number += 1
                day = min(
                    first + timedelta(days=chance.randrange(27)),
                    timezone.localdate(now),
                )
                subject = Target(DEED, str(number))
                yield _entry(holder, versions[chance.choice(USUAL)], day, subject)


def _entry(holder: Holder, version: RuleVersion, day: date, subject: Target) -> Entry:
    return Entry(
        key=f"award:{version.rule.code}:{subject.model}:{subject.key}:{holder.pk}",
        kind=EventKind.AWARD,
        holder=holder,
        points=version.points,
        rule_version=version,
        subject=subject,
        about=f"{subject.model}:{subject.key}",
        effective_on=day,
        now=_moment(day),
        payload=(version.rule_id,),
    )


def _firsts(today: date) -> list[date]:
    """Return the first days of the months, the oldest first."""
    firsts = [today.replace(day=1)]
    while len(firsts) < MONTHS:
        firsts.append(month_before(firsts[-1]))
    return firsts[::-1]


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(10), tzinfo=timezone.get_default_timezone())


def add_months(people: list[Any], manager: Any, now: datetime) -> None:
    """Close all months but the last two; the one before this waits for an editor."""
    version = rule_on(MONTH_ACTIVITY, timezone.localdate(now))
    firsts = _firsts(timezone.localdate(now))
    chief = holder_of(manager)
    for number, first in enumerate(firsts[:-1]):
        is_open = first == firsts[-2]
        close = MonthClose.objects.create(
            month=first,
            state=MonthState.OPEN if is_open else MonthState.CLOSED,
            closed_by=None if is_open else chief,
            closed_at=None if is_open else _moment(last_day(first) + timedelta(days=4)),
        )
        _candidates(close, people, number, None if is_open else chief)
        good = close.candidates.filter(choice=Choice.CONFIRMED).select_related("holder")
        subject, day = Target.of(close), last_day(first)
        _book([_entry(each.holder, version, day, subject) for each in good])


def _candidates(
    close: MonthClose, people: list[Any], number: int, chief: Holder | None
) -> None:
    chance = Random(number)  # noqa: S311 (the same each time)
    for place, person in enumerate(chance.sample(people, 4)):
        holder = holder_of(person)
        if holder != chief:
            MonthCandidate.objects.create(
                close=close,
                holder=holder,
                contributions=6 - place,
                votes=chance.randint(3, 18),
                copies=chance.randint(10, 90),
                choice=(Choice.CONFIRMED if place < 2 else Choice.DECLINED) if chief else Choice.OPEN,  # noqa: PLR2004 (two each month)
                decided_by=chief,
            )  # fmt: skip


def add_merits(people: list[Any], now: datetime) -> None:
    """Have a team leader propose some people; nobody has decided on it."""
    names = {person.username: person for person in people}
    leader = maybe_holder(names.get(PROPOSER))
    for number, (username, level, text) in enumerate(MERITS):
        if username in names:
            Merit.objects.create(
                holder=holder_of(names[username]),
                level=level,
                text=text,
                happened_on=timezone.localdate(now) - timedelta(days=2 + number),
                proposed_by=leader,
                state=MeritState.PROPOSED,
            )

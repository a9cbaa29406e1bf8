"""Computing all that is kept anew from the first entry on: what the audit takes as read."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import QuerySet, Sum

from plugins.rewards.enums import SYSTEM_KINDS, AccountKind
from plugins.rewards.models import (
    Account,
    CapUsage,
    LedgerEvent,
    RuleVersion,
    Transfer,
)
from plugins.rewards.services.audit import first_of


def replay() -> list[str]:
    """Compute every balance anew from the first transfer on; return what differs.

    Tells as well when a balance has had the wrong sign in between, and where a limit
    counts more than was given. Takes longer than the audit: half a minute for a million.
    """
    kinds = dict(Account.objects.values_list("pk", "kind"))
    running: dict[int, int] = defaultdict(int)
    problems: list[str] = []
    touched: set[int] = set()
    last = None
    rows = Transfer.objects.order_by("pk")
    values = rows.values_list("event", "debit", "credit", "amount")
    for event, debit, credit, amount in values.iterator(chunk_size=5000):
        if event != last:
            problems += _bad_signs(kinds, running, touched, last)
            touched, last = set(), event
        running[debit] -= amount
        running[credit] += amount
        touched |= {debit, credit}
    problems += _bad_signs(kinds, running, touched, last)
    members = Account.objects.exclude(kind__in=SYSTEM_KINDS)
    for key, balance in members.values_list("pk", "balance"):
        if running[key] != balance:
            problems.append(f"{key}: {running[key]} ≠ {balance}")
    return [*problems, *first_of(_used_limits())]


def _bad_signs(
    kinds: dict[int, str], running: dict[int, int], keys: set[int], event: int | None
) -> list[str]:
    return [
        f"{key}: {running[key]} after {event}"
        for key in keys
        if _is_wrong(kinds[key], running[key])
    ]


def _is_wrong(kind: str, balance: int) -> bool:
    if kind in SYSTEM_KINDS:
        return False
    return balance > 0 if kind == AccountKind.DEBT else balance < 0


def _used_limits() -> Iterator[str]:
    usages = CapUsage.objects.exclude(used=0)
    by_day = usages.exclude(period__startswith="about:")
    yield from _over(by_day, "effective_on", lambda day: (f"day:{day}", f"month:{day:%Y-%m}"))  # fmt: skip
    of_things = usages.filter(period__startswith="about:")
    yield from _over(of_things, "about", lambda thing: (f"about:{thing}",))


def _over(
    usages: QuerySet[CapUsage], name: str, periods: Callable[[Any], Iterable[str]]
) -> Iterator[str]:
    """Yield what counts more than was given; the database adds up, rule by rule."""
    rules = [*usages.order_by().values_list("rule", flat=True).distinct()]
    for rule in rules:
        used: dict[tuple[int, str], int] = defaultdict(int)
        versions = [*RuleVersion.objects.filter(rule=rule).values_list("pk", flat=True)]
        rows = LedgerEvent.objects.given().filter(rule_version__in=versions).order_by()
        sums = rows.values_list("holder", name).annotate(sum=Sum("points"))
        for holder, value, points in sums.iterator(chunk_size=5000):
            for period in periods(value):
                used[holder, period] += points
        for row in usages.filter(rule=rule).iterator():
            counted = used[row.holder_id, row.period]
            if row.used > counted:
                yield f"{row}: {row.used} > {counted}"

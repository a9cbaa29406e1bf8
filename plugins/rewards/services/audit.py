"""Proving that the books are right: each question is asked of the journal itself."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plugins.rewards import guards
from plugins.rewards.enums import (
    OPEN_STATES,
    SYSTEM_KINDS,
    AccountKind,
    EventKind,
    HoldState,
    RedemptionState,
)
from plugins.rewards.models import (
    Account,
    CapUsage,
    Gift,
    Hold,
    LedgerEvent,
    Redemption,
    RuleVersion,
    Transfer,
)


@dataclass(frozen=True)
class Finding:
    """One question, and what is wrong: nothing, if all is well."""

    code: str
    question: str
    problems: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


MOST_SHOWN = 20
MOVES_NOTHING = (EventKind.APPROVE,)


def audit() -> list[Finding]:
    """Answer all questions; a few seconds for a million transfers. Reads alone."""
    return [
        Finding(code, str(question), tuple(_first(ask())))
        for code, question, ask in _QUESTIONS
    ]


def totals() -> dict[str, int]:
    """Return how many points were issued, spent and taken back, and who has them."""
    members = Account.objects.exclude(kind__in=SYSTEM_KINDS)
    found = dict(members.order_by().values_list("kind").annotate(sum=Sum("balance")))
    system = {row.pk: row.kind for row in Account.objects.filter(kind__in=SYSTEM_KINDS)}
    moved = _sums()
    for key, kind in system.items():
        found[kind] = abs(moved.get(key, 0))
    return {kind: found.get(kind, 0) for kind in AccountKind.values}


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
    return [*problems, *_first(_limits())]


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


def _sums() -> dict[int, int]:
    """Return what each account has gained, read from all transfers."""
    found: dict[int, int] = defaultdict(int)
    for name, sign in (("credit", 1), ("debit", -1)):
        rows = Transfer.objects.order_by().values_list(name)
        for key, amount in rows.annotate(sum=Sum("amount")):
            found[key] += sign * int(amount)
    return found


def _drift() -> Iterator[str]:
    moved = _sums()
    for account in Account.objects.exclude(kind__in=SYSTEM_KINDS).iterator():
        if account.balance != moved.get(account.pk, 0):
            yield f"{account.pk}: {account.balance} ≠ {moved.get(account.pk, 0)}"


def _half_written() -> Iterator[str]:
    """Compare in the database: only what differs is read."""
    big = BigIntegerField()
    own = Transfer.objects.filter(event=OuterRef("pk")).order_by().values("event")
    moved = Coalesce(
        Subquery(own.annotate(sum=Sum("amount")).values("sum")), 0, output_field=big
    )
    expected = Case(
        When(kind__in=MOVES_NOTHING, then=0), default=F("points"), output_field=big
    )
    rows = LedgerEvent.objects.order_by().annotate(moved=moved, expected=expected)
    wrong = rows.exclude(moved=F("expected"))
    for key, found, wanted in wrong.values_list("pk", "moved", "expected"):
        yield f"{key}: {found} ≠ {wanted}"


def _reserved() -> Iterator[str]:
    rows = Redemption.objects.filter(state__in=OPEN_STATES).order_by()
    yield from _compare(AccountKind.RESERVED, dict(rows.values_list("holder").annotate(Sum("price"))))  # fmt: skip


def _held() -> Iterator[str]:
    rows = Hold.objects.filter(state=HoldState.WAITING).order_by()
    yield from _compare(AccountKind.HELD, dict(rows.values_list("award__holder").annotate(Sum("amount"))))  # fmt: skip


def _compare(kind: AccountKind, expected: dict[int, int]) -> Iterator[str]:
    for account in Account.objects.filter(kind=kind).iterator():
        if account.balance != expected.get(account.holder_id, 0):
            yield f"{account.holder_id}: {account.balance} ≠ {expected.get(account.holder_id, 0)}"


def _stock() -> Iterator[str]:
    taken = (*OPEN_STATES, RedemptionState.FULFILLED)
    rows = Redemption.objects.filter(state__in=taken).order_by()
    sold = dict(rows.values_list("gift").annotate(Count("pk")))
    for gift in Gift.objects.annotate(brought=Sum("changes__stock_change")):
        expected = (gift.brought or 0) - sold.get(gift.pk, 0)
        if gift.stock != expected:
            yield f"{gift}: {gift.stock} ≠ {expected}"


def _limits() -> Iterator[str]:
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


def _taken_back() -> Iterator[str]:
    rows = LedgerEvent.objects.exclude(reverses=None).exclude(
        Q(points=F("reverses__points")) & Q(holder=F("reverses__holder"))
    )
    yield from map(str, rows.values_list("key", flat=True))


def _redeemed_twice() -> Iterator[str]:
    wanted = {
        RedemptionState.FULFILLED: EventKind.FULFIL,
        RedemptionState.CANCELLED: EventKind.CANCEL,
        RedemptionState.REJECTED: EventKind.REJECT,
    }
    final = [*wanted.values()]
    steps: dict[str, list[str]] = defaultdict(list)
    events = LedgerEvent.objects.filter(kind__in=final).order_by()
    for key, kind in events.values_list("subject_key", "kind").iterator():
        steps[key].append(kind)
    for pk, state in Redemption.objects.values_list("pk", "state").iterator():
        end = wanted.get(RedemptionState(state))
        if steps.get(str(pk), []) != ([end] if end else []):
            yield f"{pk}: {state} {steps.get(str(pk), [])}"


def _guards() -> Iterator[str]:
    yield from guards.missing(connection)


def _first(problems: Iterator[str]) -> Iterator[str]:
    for number, problem in enumerate(problems):
        if number == MOST_SHOWN:
            yield _("and more")
            return
        yield problem


_QUESTIONS: tuple[tuple[str, object, Callable[[], Iterator[str]]], ...] = (
    ("drift", gettext_lazy("Each balance is the sum of its transfers"), _drift),
    ("whole", gettext_lazy("Each entry has moved as many points as it says"), _half_written),
    ("reserved", gettext_lazy("What is reserved belongs to open redemptions"), _reserved),
    ("held", gettext_lazy("What is not released belongs to awards that wait"), _held),
    ("stock", gettext_lazy("Stock and redemptions agree"), _stock),
    ("taken_back", gettext_lazy("Nothing was taken back but what was given"), _taken_back),
    ("steps", gettext_lazy("Each redemption has ended once"), _redeemed_twice),
    ("guards", gettext_lazy("The database guards the journal"), _guards),
)  # fmt: skip

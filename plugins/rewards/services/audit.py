"""Proving that the books are right: each question is asked of the journal itself."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    F,
    Max,
    Q,
    Sum,
    When,
)
from django.db.models.functions import Cast, Left
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plugins.rewards import guards
from plugins.rewards.enums import (
    COUNTED,
    OPEN_STATES,
    SYSTEM_KINDS,
    AccountKind,
    EventKind,
    HoldState,
    RedemptionState,
)
from plugins.rewards.models import (
    Account,
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
LIMITS = {"cap_day": "effective_on", "cap_month": "month"}
"""What limits of a rule count by; those by thing are counted anew by `replay` alone."""
MOVES_NOTHING = (EventKind.APPROVE,)


def audit() -> list[Finding]:
    """Answer all questions; a few seconds for a million transfers. Reads alone."""
    return [
        Finding(code, str(question), tuple(first_of(ask())))
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
    expected = Case(
        When(event__kind__in=MOVES_NOTHING, then=0),
        default=F("event__points"),
        output_field=BigIntegerField(),
    )
    moved = Transfer.objects.order_by().values("event").annotate(expected=expected)
    wrong = moved.annotate(sum=Sum("amount")).exclude(sum=F("expected"))
    for key, wanted, found in wrong.values_list("event", "expected", "sum"):
        yield f"{key}: {found} ≠ {wanted}"
    unmoved = LedgerEvent.objects.filter(transfers=None).exclude(points=0)
    unmoved = unmoved.exclude(kind__in=MOVES_NOTHING)
    for key, wanted in unmoved.values_list("pk", "points"):
        yield f"{key}: 0 ≠ {wanted}"


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
    rows = Redemption.objects.filter(state__in=COUNTED).order_by()
    sold = dict(rows.values_list("gift").annotate(Count("pk")))
    for gift in Gift.objects.annotate(brought=Sum("changes__stock_change")):
        expected = (gift.brought or 0) - sold.get(gift.pk, 0)
        if gift.stock != expected:
            yield f"{gift}: {gift.stock} ≠ {expected}"


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


def _limits() -> Iterator[str]:
    """Add up in the database, rule by rule: only what is above a limit is read."""
    versions = RuleVersion.objects.order_by()
    for limit, counted_by in LIMITS.items():
        limited = versions.exclude(**{limit: None})
        for rule, most in limited.values_list("rule").annotate(most=Max(limit)):
            keys = [*limited.filter(rule=rule).values_list("pk", flat=True)]
            rows = LedgerEvent.objects.given().filter(rule_version__in=keys).order_by()
            sums = rows.annotate(month=_MONTH).values_list("holder", counted_by)
            for holder, value, points in sums.annotate(sum=Sum("points")).filter(sum__gt=most):  # fmt: skip
                yield f"{rule} {holder} {value}: {points} > {most}"


_MONTH = Left(Cast("effective_on", CharField()), len("2026-01"))
"""Both databases write days the same way, and cut text faster than they take dates apart."""


def _guards() -> Iterator[str]:
    yield from guards.missing(connection)


def first_of(problems: Iterator[str]) -> Iterator[str]:
    """Return what is to be shown of what may be very much."""
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
    ("limits", gettext_lazy("Nobody was given more than a limit allows"), _limits),
    ("guards", gettext_lazy("The database guards the journal"), _guards),
)  # fmt: skip

"""What a person sees of points: figures, months, boards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, Sum

from plugins.rewards.enums import AccountKind, EventKind, HolderKind
from plugins.rewards.models import Account, Gift, Holder, LedgerEvent

WIDTH = 100
MONTHS_SHOWN = 12
MOST_ON_BOARD = 30
GOES_OUT = (EventKind.RESERVE, EventKind.DONATE, EventKind.TAKE_BACK)
COMES_IN = (EventKind.CANCEL, EventKind.REJECT)


@dataclass(frozen=True)
class Balance:
    """How many points somebody has, of which kind, and how many are new."""

    available: int
    held: int
    reserved: int
    owed: int
    this_month: int


@dataclass(frozen=True)
class Goal:
    """The next gift that somebody saves for."""

    gift: Gift
    percent: int
    missing: int


@dataclass(frozen=True)
class Line:
    """One line of a plot."""

    name: str
    number: int
    width: float
    key: str = ""
    is_me: bool = False


def balance_of(holder: Holder | None, today: date) -> Balance:
    """Return what a holder has; two queries."""
    rows = Account.objects.filter(holder=holder.pk if holder else 0)
    found = dict(rows.values_list("kind", "balance"))
    first = today.replace(day=1)
    earned = LedgerEvent.objects.of(holder).given().filter(effective_on__gte=first)
    return Balance(
        available=found.get(AccountKind.AVAILABLE, 0),
        held=found.get(AccountKind.HELD, 0),
        reserved=found.get(AccountKind.RESERVED, 0),
        owed=-found.get(AccountKind.DEBT, 0),
        this_month=earned.aggregate(sum=Sum("points"))["sum"] or 0,
    )


def next_goal(available: int, today: date) -> Goal | None:
    """Return the cheapest gift that one cannot afford yet."""
    gifts = Gift.objects.filter(price__gt=available, is_on=True, stock__gte=1)
    gift = next((each for each in gifts if each.is_offered(today)), None)
    if gift is None:
        return None
    return Goal(gift, available * 100 // gift.price, gift.price - available)


def months_of(holder: Holder | None, today: date) -> list[Line]:
    """Return what was earned in each of the last twelve months, the oldest first."""
    firsts = _last_months(today)
    rows = LedgerEvent.objects.of(holder).given().filter(effective_on__gte=firsts[0])
    earned = dict.fromkeys((f"{first:%Y-%m}" for first in firsts), 0)
    for day, points in rows.order_by().values_list("effective_on", "points"):
        earned[f"{day:%Y-%m}"] = earned.get(f"{day:%Y-%m}", 0) + points
    return plotted([(month, number, month) for month, number in earned.items()])


def _last_months(today: date) -> list[date]:
    firsts = [today.replace(day=1)]
    while len(firsts) < MONTHS_SHOWN:
        firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
    return firsts[::-1]


def board_of_people(begin: date, end: date, *, user: Any) -> list[Line]:
    """Return who has earned most in a time, without those who do not want to appear."""
    wanted = Q(holder__is_on_boards=True, holder__user__is_active=True)
    rows = _earned(begin, end).filter(wanted).values_list("holder")
    best = rows.annotate(sum=Sum("points")).order_by("-sum", "holder")[:MOST_ON_BOARD]
    totals = dict(best)
    people = Holder.objects.select_related("user").in_bulk([*totals])
    mine = getattr(user, "pk", None)
    found = [(people[key], number) for key, number in totals.items() if number]
    return plotted(
        [(str(holder), number, str(holder.uuid)) for holder, number in found],
        me=next((str(h.uuid) for h, _n in found if h.user_id == mine), ""),
    )


def board_of_teams(begin: date, end: date) -> list[Line]:
    """Return what teams have earned together, those who do not appear left out."""
    team = "holder__user__staff_profile__team__name"
    rows = _earned(begin, end).filter(holder__is_on_boards=True)
    rows = rows.exclude(**{team: None}).values_list(team)
    best = rows.annotate(sum=Sum("points")).order_by("-sum", team)[:MOST_ON_BOARD]
    return plotted([(name, number, "") for name, number in best if number])


def _earned(begin: date, end: date) -> Any:
    rows = LedgerEvent.objects.given().filter(
        effective_on__range=(begin, end),
        holder__kind=HolderKind.PERSON,
        reversed_by=None,
    )
    return rows.order_by()


def plotted(rows: Sequence[tuple[str, int, str]], me: str = "") -> list[Line]:
    """Return lines whose widths are parts of the longest."""
    longest = max((number for _name, number, _key in rows), default=0) or 1
    return [
        Line(
            name,
            number,
            round(number * WIDTH / longest, 2),
            key,
            is_me=bool(me and key == me),
        )
        for name, number, key in rows
    ]

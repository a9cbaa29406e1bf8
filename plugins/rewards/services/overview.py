"""What a person sees of points: the balance, the next gift, months, the latest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Sum
from django.utils.formats import date_format

from lms.models import Team
from plugins.rewards.enums import AccountKind, EventKind, HolderKind
from plugins.rewards.models import Account, Gift, Holder, LedgerEvent
from plugins.rewards.services.months import last_day
from plugins.rewards.services.plots import Line, plotted

MONTHS_SHOWN = 12
LONGEST_NUMBER = 18
"""Digits of a key, at most: the database knows no longer ones."""


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


def balance_of(holder: Holder | None, today: date) -> Balance:
    """Return what a holder has; two queries."""
    rows = Account.objects.filter(holder=holder.pk if holder else 0)
    this_month = earned_in(holder, today.replace(day=1))
    return _balance(dict(rows.values_list("kind", "balance")), this_month)


def earned_in(holder: Holder | None, first: date) -> int:
    """Return what somebody has earned in the month that begins on a day."""
    rows = LedgerEvent.objects.kept(holder)
    of_month = rows.filter(effective_on__range=(first, last_day(first)))
    return int(of_month.aggregate(sum=Sum("points"))["sum"] or 0)


def holding_of(user: Any, today: date) -> tuple[Holder | None, Balance, list[Line]]:
    """Return the holder, the balance and the months of a person; three queries.

    One, if nothing has moved since: the months are kept under the last transfer.
    """
    accounts = Account.objects.filter(holder__user=user.pk).select_related("holder")
    rows = [*accounts]
    holder = rows[0].holder if rows else Holder.objects.of(user).first()
    moved = max((row.last_transfer for row in rows), default=0)
    key = f"lms_rewards.months:{holder and holder.pk}:{moved}:{today:%Y-%m}"
    months = cache.get(key)
    if months is None:
        months = months_of(holder, today)
        cache.set(key, months)
    found = {row.kind: row.balance for row in rows}
    return holder, _balance(found, months[-1].number), months


def _balance(found: Mapping[str, int], this_month: int) -> Balance:
    return Balance(
        available=found.get(AccountKind.AVAILABLE, 0),
        held=found.get(AccountKind.HELD, 0),
        reserved=found.get(AccountKind.RESERVED, 0),
        owed=-found.get(AccountKind.DEBT, 0),
        this_month=this_month,
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
    return _by_month(LedgerEvent.objects.of(holder), today)


def months_of_team(team: Team, today: date) -> list[Line]:
    """Return what a team has earned together in each month, the oldest first.

    Who does not want to appear is left out, as on the board.
    """
    rows = LedgerEvent.objects.filter(
        holder__kind=HolderKind.PERSON,
        holder__is_on_boards=True,
        holder__user__staff_profile__team=team,
    )
    return _by_month(rows, today)


def _by_month(rows: Any, today: date) -> list[Line]:
    """Add up what these entries gave in each month; what was taken back is taken off.

    The database adds up by days, which its index answers alone, and reads those few
    awards that were taken back by themselves: so 200,000 awards are counted in time.
    """
    firsts = _last_months(today)
    earned = dict.fromkeys(firsts, 0)
    taken = rows.filter(kind=EventKind.TAKE_BACK)
    parts = ((1, rows.given(), "effective_on"), (-1, taken, "reverses__effective_on"))
    for sign, part, name in parts:
        shown = part.filter(**{f"{name}__range": (firsts[0], last_day(today))})
        for day, points in shown.order_by().values_list(name).annotate(Sum("points")):
            earned[day.replace(day=1)] += sign * points
    return plotted(
        [
            (date_format(first, "YEAR_MONTH_FORMAT"), number, f"{first:%Y-%m}")
            for first, number in earned.items()
        ]
    )


def _last_months(today: date) -> list[date]:
    firsts = [today.replace(day=1)]
    while len(firsts) < MONTHS_SHOWN:
        firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
    return firsts[::-1]


def latest(rows: Any, before: str, size: int) -> tuple[list[LedgerEvent], int | None]:
    """Return the newest entries before one, and where the next page begins, if any.

    Nothing is counted or skipped: page 10,000 costs what the first one does.
    """
    if before.isascii() and before.isdecimal() and len(before) <= LONGEST_NUMBER:
        rows = rows.filter(pk__lt=int(before))
    found = [*rows[: size + 1]]
    shown = found[:size]
    return shown, shown[-1].pk if len(found) > size else None

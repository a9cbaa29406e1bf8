"""Places of a month, who is at the top and at the end, and streaks."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from plugins.performance.models import Correction, Month, Sheet
from plugins.performance.services.scoring import (
    at_the_end,
    at_the_top,
    has_streak,
    median,
    places_of,
)
from plugins.performance.services.settings import prizes, setting, shifted

Totals = dict[int, dict[Any, Decimal]]
"""Table to key to total: people are compared with those of the same table."""


def _totals(month: Any) -> Totals:
    """Return the totals of a month as they were announced, by table and sheet.

    What was corrected since moves nobody to another place.
    """
    found: Totals = defaultdict(dict)
    rows: Any = Sheet.objects.filter(month__month=month)
    corrected: Any = Correction.objects.filter(sheet__month__month=month)
    before = dict(corrected.order_by("-pk").values_list("sheet", "before"))
    for table, key, total in rows.values_list("version__table", "pk", "total"):
        announced = before.get(key, total)
        if announced is not None:
            found[table][key] = announced
    return found


def places(month: Month) -> dict[int, int]:
    """Return the place of each sheet among those of its table."""
    return {k: p for totals in _totals(month.month).values() for k, p in places_of(totals).items()}  # fmt: skip


def _top_keys(month: Any) -> set[int]:
    number = setting("top_count")
    return {k for t in _totals(month).values() for k in at_the_top(t, number)}


def _last_keys(month: Any) -> set[int]:
    last, top = setting("last_count"), setting("top_count")
    return {k for t in _totals(month).values() for k in at_the_end(t, last, top)}


def _sheets(keys: Collection[int]) -> list[Sheet]:
    rows = Sheet.objects.filter(pk__in=keys).with_names().select_related("version")
    return [*rows.order_by("version__table", "-total", "pk")]


def top_of_month(month: Month) -> list[Sheet]:
    """Return the sheets with the first places, of each table."""
    return _sheets(_top_keys(month.month))


def last_of_month(month: Month) -> list[Sheet]:
    """Return the sheets with the last places, but none that is at the top as well."""
    return _sheets(_last_keys(month.month))


def prizes_of_month(month: Month) -> list[tuple[Sheet, int, int]]:
    """Return who was at the top for so many months in a row, with place and prize.

    A month counts towards one prize only, and months before count if they are published.
    """
    length, amounts = setting("streak_months"), prizes()
    months = [shifted(month.month, -n) for n in range(length)]
    tops = [_people_at_top(each) for each in months]
    where = places(month)
    found = []
    for sheet in top_of_month(month):
        streak = [top.get((sheet.person_id, sheet.version.table_id), False) for top in tops]  # fmt: skip
        place = where[sheet.pk]
        if sheet.person_id and has_streak(streak, length) and place <= len(amounts):
            found.append((sheet, place, amounts[place - 1]))
    return [each for each in found if each[2]]


def _people_at_top(month: Any) -> dict[tuple[int | None, int], bool | None]:
    """Return who was at the top of a published month; None for who had a prize then."""
    rows = Sheet.objects.out().filter(pk__in=_top_keys(month))
    found = rows.values_list("person", "version__table", "prize")
    return {(person, table): None if prize else True for person, table, prize in found}


def team_medians(sheets: Collection[Sheet]) -> dict[int, Decimal]:
    """Return by sheet the middle of the totals of its team; where enough people have one."""
    months = {sheet.month_id for sheet in sheets}
    teams = {sheet.team_id for sheet in sheets}
    rows: Any = Sheet.objects.filter(month__in=months, team__in=teams)
    rows = rows.exclude(total=None)
    totals: dict[Any, list[Decimal]] = defaultdict(list)
    for month, team, total in rows.values_list("month", "team", "total"):
        totals[month, team].append(total)
    least = max(setting("median_from"), 2)
    found = {}
    for sheet in sheets:
        known = totals[sheet.month_id, sheet.team_id]
        middle = median(known) if len(known) >= least else None
        if middle is not None:
            found[sheet.pk] = middle
    return found

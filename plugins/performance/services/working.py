"""Works sheets out from what is kept: many at once, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from plugins.performance.enums import Side
from plugins.performance.models import Bonus, Correction, Figure, Rating, Sheet
from plugins.performance.services.scoring import Given, Result, score


def results_of(sheets: Collection[Sheet]) -> dict[int, Result]:
    """Return what each sheet comes to, by its key; load `version` beside them."""
    keys = [sheet.pk for sheet in sheets]
    marks, figures = _marks(keys), _figures(keys)
    bonuses, corrected = _bonuses(keys), _corrected(keys)
    return {
        sheet.pk: score(
            sheet.version.parts,
            sheet.version.weights,
            Given(
                marks[sheet.pk],
                figures[sheet.pk],
                bonuses[sheet.pk],
                corrected[sheet.pk],
            ),
            Correction.BONUS,
        )
        for sheet in sheets
    }


def _marks(keys: Collection[int]) -> Mapping[int, Any]:
    found: Any = defaultdict(lambda: defaultdict(list))
    rows = Rating.objects.filter(sheet__in=keys).exclude(handed_in_at=None)
    for sheet, side, marks in rows.values_list("sheet", "side", "marks"):
        found[sheet][Side(side)].append(marks)
    return found


def _figures(keys: Collection[int]) -> Mapping[int, Any]:
    found: Any = defaultdict(dict)
    rows = Figure.objects.filter(sheet__in=keys)
    for sheet, key, value, numbers in rows.values_list("sheet", "key", "value", "numbers"):  # fmt: skip
        found[sheet][key] = (value, numbers)
    return found


def _bonuses(keys: Collection[int]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = Bonus.objects.filter(sheet__in=keys, withdrawn_at=None)
    for sheet, points in rows.values_list("sheet", "points"):
        found[sheet].append(points)
    return found


def _corrected(keys: Collection[int]) -> Mapping[int, dict[str, Decimal]]:
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    rows = Correction.objects.filter(sheet__in=keys).order_by("pk")
    for sheet, key, points in rows.values_list("sheet", "key", "points"):
        found[sheet][key] = points
    return found

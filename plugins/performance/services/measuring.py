"""Figures of sheets: asked of other plugins, entered, or pasted as a table."""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.extensions import Indicator, indicators
from plugins.performance.enums import Kind
from plugins.performance.exceptions import (
    NotCollectingError,
    WrongRowsError,
)
from plugins.performance.models import Figure, Month, Part, Sheet
from plugins.performance.services.scoring import call_backs, rounded
from plugins.performance.services.settings import last_of
from plugins.performance.services.steps import check_keeper, locked

_LARGEST = Decimal(1_000_000)
_LONGEST_NUMBER = 12
MOST_LINES = 2000
_MOST_PROBLEMS = 20
CALLS = ("calls", "people", "days")
"""What the completion of call-backs is worked out from."""


def known_indicators() -> dict[str, Indicator]:
    """Return what plugins that are on can measure, by key."""
    return {each.key: each.item for each in indicators.enabled()}


def fetch_measured(month: Month, now: datetime) -> int:
    """Ask for what is measured of the people of a month; return how many figures there are.

    What its plugin knows no more is taken away; figures of a plugin that is off stay.
    """
    known = known_indicators()
    sheets = [*month.sheets.exclude(person=None).select_related("version")]
    wanted: dict[str, list[tuple[Sheet, Part]]] = defaultdict(list)
    for sheet in sheets:
        for part in sheet.version.parts:
            if part.kind == Kind.MEASURED and part.source in known:
                wanted[part.source].append((sheet, part))
    rows = [
        Figure(sheet=sheet, key=part.key, value=rounded(values[sheet.person_id]), written_at=now)
        for source, places in wanted.items()
        for values in [_values(known[source], places, month)]
        for sheet, part in places
        if sheet.person_id in values
    ]  # fmt: skip
    measured = {(s.pk, p.key) for places in wanted.values() for s, p in places}
    old = Figure.objects.filter(sheet__month=month).values_list("pk", "sheet", "key")
    Figure.objects.filter(pk__in=[pk for pk, s, k in old if (s, k) in measured]).delete()  # fmt: skip
    return len(Figure.objects.bulk_create(rows))


def _values(item: Indicator, places: Sequence[Any], month: Month) -> Mapping[Any, Decimal]:  # fmt: skip
    people = {sheet.person_id for sheet, _part in places}
    return item.of_people(people, month.month, last_of(month.month))


@transaction.atomic
def measure_now(*, month: Month, user: Any, now: datetime) -> int:
    """Ask once more for what is measured; raises NotCollectingError."""
    check_keeper(user)
    row = locked(month)
    if not row.is_collecting:
        raise NotCollectingError
    return fetch_measured(row, now)


def number_of(text: str) -> Decimal | None:
    """Return a figure that people wrote; None for what is none."""
    plain = text.strip().replace("\uff05", "%").rstrip("%").replace(",", "")
    if not plain.isascii() or len(plain) > _LONGEST_NUMBER:
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return rounded(value) if value.is_finite() and abs(value) < _LARGEST else None


class _ProblemError(Exception):
    """A line cannot be read; the text is for people."""


@transaction.atomic
def paste_figures(
    *, month: Month, table: int, key: str, text: str, user: Any, now: datetime
) -> int:
    """Keep what was pasted for one indicator of a table; return how many sheets have a figure of it.

    Each line has a name, user name, staff number or team, and the figure; for call-backs
    how many, by how many people, in how many days. A team's line holds for all in it.
    Raises WrongRowsError with a sentence for each line that cannot be read.
    """  # fmt: skip
    check_keeper(user)
    row = locked(month)
    if not row.is_collecting:
        raise NotCollectingError
    rows = row.sheets.filter(version__table=table)
    sheets = [*rows.select_related("version", "person__staff_profile", "team")]
    places = _places(sheets, key)
    found: dict[int, tuple[Decimal, dict[str, int]]] = {}
    problems = []
    lines = [line for line in text.splitlines() if line.strip()][: MOST_LINES + 1]
    for number, line in enumerate(lines, 1):
        try:
            name, cells = _cells(line)
            for sheet, part in _named(name, places):
                found[sheet.pk] = _figure(part, cells)
        except _ProblemError as problem:
            problems.append(_("Line %(n)s: %(said)s") % {"n": number, "said": problem})
    if len(lines) > MOST_LINES:
        problems.append(_("There are more lines than %(n)s.") % {"n": MOST_LINES})
    if problems:
        raise WrongRowsError(problems[:_MOST_PROBLEMS])
    for pk, (value, numbers) in found.items():
        fields = {"value": value, "numbers": numbers, "written_at": now, "written_by": user}  # fmt: skip
        Figure.objects.update_or_create(sheet_id=pk, key=key, defaults=fields)
    return len(found)


def _entered(sheet: Sheet, key: str) -> Part | None:
    kinds = (Kind.ENTERED, Kind.CALLS)
    parts = sheet.version.parts
    return next((p for p in parts if p.key == key and p.kind in kinds), None)


Places = Mapping[str, list[tuple[Sheet, Part]]]


def _places(sheets: Sequence[Sheet], key: str) -> Places:
    """Return the sheets that have the indicator, by all that somebody may be called."""
    found: dict[str, list[tuple[Sheet, Part]]] = defaultdict(list)
    for sheet in sheets:
        part = _entered(sheet, key)
        if part is None:
            continue
        names = {str(sheet.team)} if sheet.team else set()
        if sheet.person is not None:
            number = getattr(getattr(sheet.person, "staff_profile", None), "staff_number", "")  # fmt: skip
            names |= {sheet.person_name, sheet.person.get_username(), number or ""}
        for name in names - {""}:
            found[name.casefold()].append((sheet, part))
    return found


def _named(name: str, places: Places) -> list[tuple[Sheet, Part]]:
    found = places.get(name.casefold())
    if not found:
        said = _("nobody here, and no team, is called “%(name)s”.")
        raise _ProblemError(said % {"name": name[:40]})
    people = {sheet.person_id for sheet, _part in found}
    is_team = all(str(sheet.team).casefold() == name.casefold() for sheet, _p in found)
    if len(people) > 1 and not is_team:
        said = _("several people are called “%(name)s”: write the staff number.")
        raise _ProblemError(said % {"name": name[:40]})
    return found


def _cells(line: str) -> tuple[str, list[str]]:
    delimiter = next((sign for sign in "\t;\uff1b\uff0c" if sign in line), ",")
    cells = [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter))]
    return cells[0], [cell for cell in cells[1:] if cell]


def _figure(part: Part, cells: Sequence[str]) -> tuple[Decimal, dict[str, int]]:
    if part.kind == Kind.CALLS:
        numbers = _call_numbers(cells)
        return call_backs(numbers, part.quota or 1), numbers
    value = number_of(cells[0]) if len(cells) == 1 else None
    if value is None:
        raise _ProblemError(_("one number belongs after the name."))
    return value, {}


def _call_numbers(cells: Sequence[str]) -> dict[str, int]:
    is_whole = len(cells) == len(CALLS) and all(
        cell.isascii() and cell.isdecimal() and len(cell) <= 6  # noqa: PLR2004 (fewer than a million)
        for cell in cells
    )
    numbers = dict(zip(CALLS, map(int, cells), strict=True)) if is_whole else {}
    if not numbers or not numbers["people"] or not 0 < numbers["days"] <= 31:  # noqa: PLR2004 (of a month)
        said = _("three whole numbers belong here: call-backs, people on duty, days to attend.")  # fmt: skip
        raise _ProblemError(said)
    return numbers

"""A month as people read it: figures beside those before, tables with names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from lms.enums import IndicatorUnit
from lms.plots import Plot, lines_plot
from plugins.archives.comparing import Change, misses, number
from plugins.archives.models import Edition, KeptName
from plugins.archives.services.figures import read
from plugins.archives.services.freezing import PEOPLE
from plugins.archives.weeks import shifted

MONTHS = 12


@dataclass(frozen=True)
class Line:
    """An indicator in a month."""

    key: str
    label: str
    unit: str
    value: Decimal | None
    goal: Decimal | None
    people: int
    to_month_before: Change
    to_year_before: Change
    is_missed: bool
    teams: Sequence[Mapping[str, Any]]
    plot: Plot | None
    words: str
    """What the plot says."""


@dataclass(frozen=True)
class Table:
    """A table of a plugin."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def figure_text(value: Decimal | None, unit: str) -> str:
    """Return a figure as people read it."""
    if value is None:
        return "—"
    places = 0 if value == value.to_integral_value() else 2
    text = number_format(value, places)
    return f"{text} %" if unit == IndicatorUnit.PERCENT else text


def lines_of(edition: Edition) -> list[Line]:
    """Return the indicators of a version, beside those of the months before; one query."""
    first = edition.month.first
    wanted = [shifted(first, -n) for n in range(1, MONTHS + 1)]
    rows = Edition.objects.newest().filter(month__first__in=wanted).defer("tables")
    earlier = {row.month.first: _values(row) for row in rows}
    earlier[first] = _values(edition)
    return [_line(row, first, earlier) for row in edition.figures]


Values = Mapping[str, Decimal | None]


def _values(edition: Edition) -> Values:
    return {row["key"]: number(row["value"]) for row in edition.figures}


def _line(row: Mapping[str, Any], first: date, earlier: Mapping[date, Values]) -> Line:
    key, value, goal = row["key"], number(row["value"]), number(row["goal"])
    more, unit = row["more"], row["unit"]

    def before(months: int) -> Decimal | None:
        return earlier.get(shifted(first, -months), {}).get(key)

    history = [before(n) for n in reversed(range(MONTHS))]
    return Line(
        key=key,
        label=read(row["label"]),
        unit=unit,
        value=value,
        goal=goal,
        people=row[PEOPLE],
        to_month_before=Change(before(1), value, more),
        to_year_before=Change(before(12), value, more),
        is_missed=misses(value, goal, more_is_better=more),
        teams=[
            {**team, "text": figure_text(number(team["value"]), unit)}
            for team in row["teams"]
        ],
        plot=lines_plot([str(n) for n in range(MONTHS)], [(key, history)]),
        words=", ".join(figure_text(each, unit) for each in history if each is not None),
    )  # fmt: skip


def tables_of(edition: Edition) -> list[Table]:
    """Return the tables of a version, with the names that are still kept; one query."""
    keys = {key for table in edition.tables for row in table["rows"] for cell in row for key in _people(cell)}  # fmt: skip
    rows = KeptName.objects.filter(person_key__in=keys)
    names = dict(rows.values_list("person_key", "name"))
    return [
        Table(
            read(table["label"]),
            [read(column) for column in table["columns"]],
            [[_text(cell, names) for cell in row] for row in table["rows"]],
        )
        for table in edition.tables
    ]


def _people(cell: Any) -> Iterable[str]:
    return cell[PEOPLE] if isinstance(cell, dict) and PEOPLE in cell else ()


def _text(cell: Any, names: Mapping[str, str]) -> str:
    if keys := _people(cell):
        return ", ".join(names.get(key) or _("somebody who left") for key in keys)
    return "" if isinstance(cell, dict) and PEOPLE in cell else read(cell)

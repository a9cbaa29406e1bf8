"""Figures of operations: typed in, or taken from a table."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lms.files.tables import TableRow, heading_of, read_rows
from lms.models import Team
from lms.people.teams import TeamTree
from plugins.inspections.enums import Direction
from plugins.inspections.models import Indicator, IndicatorValue
from plugins.inspections.services.plans import check_keeper

FIRST: Sequence[tuple[str, str, str, int, Direction]] = (
    ("30 秒内应答率", "Answered within 30 s", "%", 90, Direction.HIGHER),
    ("首次解决率", "First-contact resolution", "%", 80, Direction.HIGHER),
    ("流程合规率", "Compliance", "%", 95, Direction.HIGHER),
    ("情绪激化次数", "Emotional escalations", "", 3, Direction.LOWER),
)
"""What most teams look at; names are rows that can be changed."""
LABELS: Mapping[str, Any] = {
    "month": gettext_lazy("month"),
    "team": gettext_lazy("team"),
    "indicator": pgettext_lazy("inspection", "indicator"),
    "value": pgettext_lazy("indicator", "figure"),
}
"""The columns of a table, all needed."""
_HEADINGS: Mapping[str, str] = {
    "month": "month|月份|月",
    "team": "team|团队|班组|團隊|班組",
    "indicator": "indicator|指标|指標",
    "value": "value|figure|数值|數值|值",
}
_COLUMNS = {
    heading: name for name, names in _HEADINGS.items() for heading in names.split("|")
}
_MONTH = re.compile(r"(?P<year>20\d\d)[-/.年](?P<month>[01]?\d)(?!\d)", re.ASCII)
_LARGEST = Decimal(1_000_000)
LONGEST_NUMBER = 12


def add_first_indicators() -> None:
    """Write the usual indicators where there are none."""
    if not Indicator.objects.exists():
        Indicator.objects.bulk_create(
            Indicator(name=name, name_en=english, unit=unit, goal=goal, direction=way)
            for name, english, unit, goal, way in FIRST
        )


def number_of(text: str) -> Decimal | None:
    """Return a figure that people wrote; None for what is none."""
    plain = text.strip().translate({0xFF05: "%"}).rstrip("%").replace(",", "")
    if len(plain) > LONGEST_NUMBER:
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    if not value.is_finite() or not 0 <= value < _LARGEST:
        return None
    return value.quantize(Decimal("0.01"))


Figures = Mapping[tuple[int, int], Decimal | None]
"""By keys of team and indicator; None takes a figure away."""


@transaction.atomic
def write_values(*, month: date, figures: Figures, user: Any, now: datetime) -> int:
    """Keep the figures of a month; return how many are new or another."""
    check_keeper(user)
    rows = IndicatorValue.objects.select_for_update().filter(month=month)
    known = {(row.team_id, row.indicator_id): row for row in rows}
    changed = 0
    for (team, indicator), value in figures.items():
        row = known.get((team, indicator))
        if value == (row.value if row else None):
            continue
        changed += 1
        if value is None:
            rows.filter(team=team, indicator=indicator).delete()
        else:
            IndicatorValue.objects.update_or_create(
                month=month,
                team_id=team,
                indicator_id=indicator,
                defaults={"value": value, "written_at": now, "written_by": user},
            )
    return changed


@dataclass
class Taken:
    """What became of a table: nothing of it is kept where there is a problem."""

    number: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)


@transaction.atomic
def take_table(*, file: File[Any], user: Any, now: datetime) -> Taken:
    """Keep the figures of a table; raises FileRefusedError for a file that is none."""
    check_keeper(user)
    taken, reader = Taken(), _Reader()
    months: dict[date, dict[tuple[int, int], Decimal | None]] = {}
    for row in read_rows(file):
        try:
            month, place, value = reader.read(row)
        except _ProblemError as problem:
            taken.problems.append((row.number, str(problem)))
            continue
        months.setdefault(month, {})[place] = value
        taken.number += 1
    if not taken.problems:
        for month, figures in months.items():
            write_values(month=month, figures=figures, user=user, now=now)
    return taken


class _ProblemError(Exception):
    """A row cannot be read; the text is for people."""


class _Reader:
    """Reads rows; knows teams and indicators."""

    def __init__(self) -> None:
        self._paths = TeamTree()
        self._teams = {team.name: team for team in Team.objects.all()}
        self._indicators = {}
        for each in Indicator.objects.filter(is_retired=False):
            for name in filter(None, (each.name, each.name_en)):
                self._indicators[heading_of(name)] = each

    def read(self, row: TableRow) -> tuple[date, tuple[int, int], Decimal]:
        """Return month, keys of team and indicator, and figure."""
        if row.problem:
            raise _ProblemError(row.problem)
        cells = {_COLUMNS[n]: text for n, text in row.cells.items() if n in _COLUMNS}
        for name, label in LABELS.items():
            if not cells.get(name):
                raise _ProblemError(_("“%(column)s” is empty.") % {"column": label})
        team = self._paths.find(cells["team"]) or self._teams.get(cells["team"])
        if team is None:
            said = _("There is no team “%(name)s”.")
            raise _ProblemError(said % {"name": cells["team"][:40]})
        indicator = self._indicators.get(heading_of(cells["indicator"]))
        if indicator is None:
            said = _("There is no indicator “%(name)s”.")
            raise _ProblemError(said % {"name": cells["indicator"][:40]})
        return month_of(cells["month"]), (team.pk, indicator.pk), _figure(cells["value"])  # fmt: skip


def month_of(text: str) -> date:
    """Return the first day of a month such as 2026-08, 2026/8 or 2026年8月."""
    found = _MONTH.match(text.strip())
    try:
        return date(int(found["year"]), int(found["month"]), 1) if found else _refuse(text)  # fmt: skip
    except ValueError:
        return _refuse(text)


def _refuse(text: str) -> NoReturn:
    said = _("“%(text)s” is no month: write it like 2026-08.")
    raise _ProblemError(said % {"text": text[:40]})


def _figure(text: str) -> Decimal:
    value = number_of(text)
    if value is None:
        said = _("“%(text)s” is no figure: write a number from 0 up.")
        raise _ProblemError(said % {"text": text[:40]})
    return value

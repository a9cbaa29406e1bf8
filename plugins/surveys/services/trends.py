"""What customers say, in numbers: of a time, of teams, and how it goes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth, TruncQuarter
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.models import Team
from plugins.surveys.enums import QuestionKind
from plugins.surveys.models import FollowUp
from plugins.surveys.services.figures import Figure, figure_of

MARKS: Mapping[str, QuestionKind] = {
    "nps": QuestionKind.NPS,
    "csat": QuestionKind.CSAT,
    "ces": QuestionKind.CES,
}
RANGES = {"nps": (-100, 100), "csat": (0, 100), "ces": (1, 7)}
PERIODS: Mapping[str, Any] = {"month": TruncMonth, "quarter": TruncQuarter}
WIDTH, HEIGHT = 100, 40


@dataclass(frozen=True)
class Line:
    """A period or a team: its name, how many voices, and its three figures."""

    name: str
    voices: int
    figures: Mapping[str, Figure]
    trainings: int = 0
    key: int | None = None
    """Of a team."""


@dataclass(frozen=True)
class Trend:
    """One figure over time: corners of a line, and a dot for each period."""

    mark: str
    least: int
    most: int
    points: Sequence[tuple[str, Figure, float, float]]

    @property
    def ends(self) -> list[tuple[str, Figure]]:
        """The first period and the last one."""
        return [
            (name, figure)
            for name, figure, *_place in (self.points[0], self.points[-1])
        ]

    @property
    def corners(self) -> str:
        """The line through all dots."""
        return " ".join(f"{x},{y}" for _name, _figure, x, y in self.points)


def line_of(voices: QuerySet[Any], name: str = "") -> Line:
    """Return the figures of all."""
    return next(iter(_lines(voices, None).values()), _line(name, {}, 0))


def lines_by_team(
    voices: QuerySet[Any], trainings: QuerySet[Any] | None = None
) -> list[Line]:
    """Return a line for each team, by name; those of no team are left out."""
    found = _lines(voices.exclude(team=None), "team")
    names = dict(Team.objects.filter(pk__in=[*found]).values_list("pk", "name"))
    trained = _counted(trainings, "team") if trainings is not None else {}
    lines = [
        Line(names[key], each.voices, each.figures, trained.get(key, 0), key)
        for key, each in found.items()
    ]
    return sorted(lines, key=lambda line: line.name)


def lines_by_time(
    voices: QuerySet[Any], period: str, trainings: QuerySet[Any] | None = None
) -> list[Line]:
    """Return a line for each month or quarter, the oldest first."""
    cut = voices.annotate(begins=PERIODS[period]("said_at"))
    found = _lines(cut, "begins")
    trained = {}
    if trainings is not None:
        dated = trainings.annotate(begins=PERIODS[period]("done_at"))
        trained = _counted(dated, "begins")
    return [
        Line(_written(key, period), each.voices, each.figures, trained.get(key, 0))
        for key, each in sorted(found.items())
    ]


def _counted(rows: QuerySet[Any], by: str) -> dict[Any, int]:
    return dict(rows.order_by().values_list(by).annotate(number=Count("pk")))


def trends_of(lines: Sequence[Line]) -> list[Trend]:
    """Return a plot for each figure that has two periods at least."""
    found = []
    for mark, (least, most) in RANGES.items():
        known = [
            (place, line.name, line.figures[mark])
            for place, line in enumerate(lines)
            if line.figures[mark].value is not None
        ]
        if len(known) > 1:
            step = WIDTH / max(len(lines) - 1, 1)
            points = [
                (name, figure, round(place * step, 1), _height(figure, least, most))
                for place, name, figure in known
            ]
            found.append(Trend(mark, least, most, points))
    return found


def _height(figure: Figure, least: int, most: int) -> float:
    share = ((figure.value or 0) - least) / (most - least)
    return round(HEIGHT - share * (HEIGHT - 2) - 1, 1)


def first_day(months: int, today: date) -> date:
    """Return the first day of so many months that end with this one."""
    month = today.year * 12 + today.month - months
    return date(month // 12, month % 12 + 1, 1)


def _written(begins: datetime | date, period: str) -> str:
    if period == "quarter":
        said = {"year": begins.year, "number": (begins.month + 2) // 3}
        return _("%(year)d Q%(number)d") % said
    return date_format(begins, "YEAR_MONTH_FORMAT")


def _lines(voices: QuerySet[Any], by: str | None) -> dict[Any, Line]:
    """Return a line by each value of a field; four queries, however many there are."""
    plain = voices.order_by()
    own = [by] if by else []
    totals = plain.values_list(*own).annotate(number=Count("pk")) if by else [(plain.count(),)]  # fmt: skip
    counts: dict[Any, dict[str, Counter[str]]] = {}
    for mark in MARKS:
        given = plain.exclude(**{mark: None}).values_list(*own, mark)
        for *key, value, number in given.annotate(number=Count("pk")):
            place = counts.setdefault(key[0] if by else None, {})
            place.setdefault(mark, Counter())[str(value)] += number
    return {
        key[0] if by else None: _line("", counts.get(key[0] if by else None, {}), number)
        for *key, number in totals
    }  # fmt: skip


def _line(name: str, counts: Mapping[str, Mapping[str, int]], number: int) -> Line:
    figures = {mark: figure_of(kind, counts.get(mark, {})) for mark, kind in MARKS.items()}  # fmt: skip
    return Line(name, number, figures)


@dataclass(frozen=True)
class Answered:
    """What became of the follow-ups of a time."""

    total: int
    closed: int
    in_time: int
    overdue: int
    hours: float | None
    """From what the customer said to the call-back, in the middle."""


def answered(voices: QuerySet[Any], now: datetime) -> Answered:
    """Return how fast those who were unhappy were called back."""
    rows = [*FollowUp.objects.filter(voice__in=voices.values("pk")).select_related("voice")]  # fmt: skip
    taken = sorted(row.called_at - row.voice.said_at for row in rows if row.called_at)
    return Answered(
        total=len(rows),
        closed=_count(row.closed_at is not None for row in rows),
        in_time=_count(row.is_in_time for row in rows),
        overdue=_count(row.is_overdue(now) for row in rows),
        hours=taken[len(taken) // 2] / timedelta(hours=1) if taken else None,
    )


def _count(found: Iterable[bool]) -> int:
    return sum(found)

"""Scores of many people and months at once, and where points are lost."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from plugins.inspections.enums import Source
from plugins.inspections.models import Criterion, FormVersion, Member, PlanSource, Sheet
from plugins.inspections.services.scoring import (
    MonthScore,
    lost_of,
    rounded,
    score_month,
)


@dataclass(frozen=True)
class Line:
    """Somebody's month."""

    member: Member
    month: MonthScore

    @property
    def score(self) -> Decimal | None:
        """The score of the month."""
        return self.month.score

    @property
    def is_below(self) -> bool:
        """Whether it is below the goal of its plan."""
        return self.score is not None and self.score < self.member.plan.goal

    def mean_of(self, source: str) -> Decimal | None:
        """Return what one source came to."""
        return next((p.mean for p in self.month.parts if p.source == source), None)


def lines_of(members: Any) -> list[Line]:
    """Return a line for each; three queries, however many there are."""
    rows = [*members.select_related("plan", "team", "person__staff_profile")]
    weights: dict[int, list[tuple[Source, int]]] = defaultdict(list)
    plans = {row.plan_id for row in rows}
    for each in PlanSource.objects.filter(plan__in=plans):
        weights[each.plan_id].append((Source(each.source), each.weight))
    results: dict[int, dict[str, list[Decimal]]] = defaultdict(lambda: defaultdict(list))  # fmt: skip
    sheets = Sheet.objects.counted().filter(member__in=members.values("pk"))
    scored: Any = sheets.with_result().order_by("pk")
    for member, source, result in scored.values_list("member", "source", "result"):
        results[member][source].append(result)
    return [Line(row, score_month(weights[row.plan_id], results[row.pk])) for row in rows]  # fmt: skip


def mean(values: Iterable[Decimal | None]) -> Decimal | None:
    """Return the mean of those that are there."""
    known = [value for value in values if value is not None]
    return rounded(sum(known, Decimal(0)) / len(known)) if known else None


@dataclass(frozen=True)
class Group:
    """A month or a team: its mean, and of how many people."""

    key: Any
    name: str
    mean: Decimal | None
    people: int


def by_month(lines: Sequence[Line], name: Any) -> list[Group]:
    """Return the mean of each month, the oldest first; `name` writes a month."""
    months: dict[Any, list[Line]] = defaultdict(list)
    for line in lines:
        months[line.member.month].append(line)
    return [_group(key, name(key), months[key]) for key in sorted(months)]


def by_team(lines: Sequence[Line]) -> list[Group]:
    """Return the mean of each team, the best first; those of no team are left out."""
    teams: dict[Any, list[Line]] = defaultdict(list)
    for line in lines:
        if line.member.team is not None:
            teams[line.member.team].append(line)
    found = [_group(team.pk, team.name, own) for team, own in teams.items()]
    return sorted(found, key=lambda each: (-(each.mean or -1), each.name))


def _group(key: Any, name: str, lines: Sequence[Line]) -> Group:
    people = len({line.member.person_id for line in lines if line.score is not None})
    return Group(key, name, mean(line.score for line in lines), people)


@dataclass
class Loss:
    """How many points a criterion has lost of those that it could give."""

    criterion: Criterion
    lost: Decimal = Decimal(0)
    most: Decimal = Decimal(0)
    times: int = 0
    """On how many sheets points were lost, or it knocked out."""

    @property
    def percent(self) -> Decimal:
        """How much of its points was lost."""
        return rounded(self.lost * 100 / self.most) if self.most else Decimal(0)


def losses_of(sheets: Any) -> list[Loss]:
    """Return the criteria of sheets, what must not happen first, then by lost points.

    Two queries.
    """
    final = sheets.with_final_marks().order_by()
    rows = [*final.values_list("version", "final_marks", "final_knocked")]
    versions = FormVersion.objects.filter(pk__in={row[0] for row in rows})
    parts = {version.pk: (version.form_id, version.number, version.parts) for version in versions}  # fmt: skip
    found: dict[tuple[int, str], Loss] = {}
    newest: dict[tuple[int, str], int] = {}
    for key, marks, knocked in rows:
        form, number, criteria = parts[key]
        for each in criteria:
            place = (form, each.key)
            loss = found.setdefault(place, Loss(each))
            if number > newest.get(place, 0):
                newest[place], loss.criterion = number, each
            _count(loss, each, marks, knocked)
    lost = [each for each in found.values() if each.times]
    return sorted(lost, key=lambda each: (not each.criterion.is_knockout, -each.lost, -each.times))  # fmt: skip


def _count(
    loss: Loss, each: Criterion, marks: Mapping[str, str], knocked: Sequence[str]
) -> None:
    if each.is_knockout:
        loss.times += each.key in knocked
        return
    level = marks.get(each.key)
    if level in (None, "na"):
        return
    lost = lost_of(each, level)
    loss.most += each.points
    loss.lost += lost
    loss.times += bool(lost)

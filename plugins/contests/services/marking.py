"""Marks of rounds that nobody judges, and who was not there: written by organizers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lms.files.tables import heading_of, read_rows
from lms.models import StaffProfile
from plugins.contests.enums import RoundState
from plugins.contests.exceptions import StaleError, WrongMarkError
from plugins.contests.models import Entry, Round, Standing
from plugins.contests.services.gates import check_keeper, locked_round

_PLACES, _LONGEST, _FULL = 2, 6, 100
_NUMBERS = ("工号", "員工編號", "staff number", "number")
_NAMES = ("选手", "選手", "姓名", "团队", "團隊", "name", "team", "entry")
_MARKS = ("成绩", "成績", "分数", "分數", "得分", "mark", "score")


@dataclass(frozen=True)
class Marked:
    """What is written of an entry."""

    mark: Decimal | None = None
    is_absent: bool = False


def mark_of(text: str) -> Decimal | None:
    """Return a mark as people write it; None for an empty one. Raises WrongMarkError."""
    bare = text.strip().replace("，", ".").replace(",", ".").removesuffix("分").strip()
    if not bare:
        return None
    try:
        value = Decimal(bare) if len(bare) <= _LONGEST else Decimal("NaN")
    except InvalidOperation as error:
        raise WrongMarkError from error
    if not value.is_finite() or not 0 <= value <= _FULL:
        raise WrongMarkError
    if value != round(value, _PLACES):
        raise WrongMarkError
    return value


@transaction.atomic
def set_marks(
    *,
    row: Round,
    written: Mapping[int, Marked],
    seen: Mapping[int, Marked],
    user: Any,
) -> int:
    """Write marks, by the key of the standing; return how many have changed.

    `seen` is what stood there when it was typed. Raises PermissionDenied, also for a
    mark of oneself, WrongStateError, and StaleError where another has changed the same.
    """
    check_keeper(user)
    found = locked_round(row, RoundState.RUNNING)
    own = {*found.standings.filter(entry__in=Entry.objects.of(user)).values_list("pk", flat=True)}  # fmt: skip
    rows = found.standings.filter(pk__in=written).select_for_update()
    changed = [
        _change(each, written[each.pk], seen.get(each.pk), is_judged=found.is_judged)
        for each in rows
    ]
    touched = [each for each in changed if each]
    if own & {each.pk for each in touched}:
        raise PermissionDenied
    Standing.objects.bulk_update(touched, ["mark", "is_absent"])
    return len(touched)


def _change(
    row: Standing, wanted: Marked, seen: Marked | None, *, is_judged: bool
) -> Standing | None:
    now = Marked(row.mark, row.is_absent)
    if is_judged:
        wanted = Marked(now.mark, wanted.is_absent)
        seen = Marked(now.mark, seen.is_absent) if seen else None
    elif wanted.is_absent:
        wanted = Marked(None, is_absent=True)
    if wanted == now:
        return None
    if seen is not None and seen != now:
        raise StaleError
    row.mark, row.is_absent = wanted.mark, wanted.is_absent
    return row


@dataclass(frozen=True)
class Line:
    """A line of a table: which entry it is of, the mark, or what is wrong with it."""

    number: int
    said: str
    standing: Standing | None = None
    mark: Decimal | None = None
    problem: str = ""


def read_marks(file: Any, standings: Sequence[Standing], user: Any) -> list[Line]:
    """Return the lines of a table of marks, to be looked at before they are saved.

    Entries are found by staff number, or by the name of person or team. Raises
    FileRefusedError for what is no such table.
    """
    by_name, by_number = _known(standings)
    taken: set[int] = set()
    lines = []
    for row in read_rows(file):
        line = _line(row, by_name, by_number)
        standing = line.standing
        if standing is not None and not line.problem:
            if standing.pk in taken:
                line = Line(line.number, line.said, problem=_("is there twice"))
            elif user.pk in {each.person_id for each in standing.entry.people}:
                said = _("is your own mark, which somebody else writes")
                line = Line(line.number, line.said, problem=said)
            taken.add(standing.pk)
        lines.append(line)
    return lines


_Known = Mapping[str, Sequence[Standing]]


def _known(standings: Sequence[Standing]) -> tuple[_Known, _Known]:
    by_name: dict[str, list[Standing]] = {}
    people: dict[int, Standing] = {}
    for each in standings:
        by_name.setdefault(heading_of(each.entry.called), []).append(each)
        people |= {person.person_id: each for person in each.entry.people if person.person_id}  # fmt: skip
    profiles = StaffProfile.objects.filter(user__in=people).exclude(staff_number=None)
    numbers = profiles.values_list("staff_number", "user")
    return by_name, {str(number): [people[user]] for number, user in numbers}


def _line(row: Any, by_name: _Known, by_number: _Known) -> Line:
    number, name = _cell(row, _NUMBERS), _cell(row, _NAMES)
    said = name or number
    if row.problem:
        return Line(row.number, said, problem=row.problem)
    found = by_number.get(number, ()) if number else by_name.get(heading_of(name), ())
    if not found:
        return Line(row.number, said, problem=_("is not in this round"))
    if len(found) > 1:
        return Line(row.number, said, problem=_("there are several of this name: give the staff number"))  # fmt: skip
    try:
        mark = mark_of(_cell(row, _MARKS))
    except WrongMarkError:
        return Line(row.number, said, found[0], problem=_("is no mark from 0 to 100"))
    problem = "" if mark is not None else _("has no mark")
    return Line(row.number, said, found[0], mark, problem)


def _cell(row: Any, names: Sequence[str]) -> str:
    return next(_cells(row.cells, names), "")


def _cells(cells: Mapping[str, str], names: Sequence[str]) -> Iterator[str]:
    return (cells[name] for name in names if cells.get(name))

"""Marks that come as a table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.files.tables import TableRow, heading_of
from lms.people.display import display_name
from plugins.courses.enums import AttendanceState
from plugins.courses.models import ClassSession
from plugins.courses.services.classes.attendance import Stroke, mark
from plugins.courses.services.classes.notices import expected_at

PERSON = ("person", "user name", "username", "staff number", "name", "人员", "用户名", "工号", "姓名", "人員", "用戶名", "使用者名稱", "工號")  # fmt: skip
MARK = ("mark", "attendance", "state", "出勤", "考勤", "状态", "狀態")
SIGNS: Mapping[str, str] = {"✓": "present", "✗": "absent", "x": "absent"}
_LANGUAGES = ("en", "zh-hans", "zh-hant")


@dataclass
class Taken:
    """What became of the rows."""

    states: dict[int, str] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)
    changed: int = 0


def import_marks(
    *, session: ClassSession, rows: Iterable[TableRow], stroke: Stroke
) -> Taken:
    """Put the marks of a table into the list; rows that say nothing clear are named.

    The rows that can be read are taken all the same, as one act. Raises FileRefusedError
    while it reads, and CancelledError.
    """
    people, words, taken = _people(session), _words(), Taken()
    for row in rows:
        _take(row, people, words, taken)
    taken.changed = mark(session=session, states=taken.states, stroke=stroke)
    return taken


def _take(
    row: TableRow, people: Mapping[str, Any], words: Mapping[str, str], taken: Taken
) -> None:
    named, said = _cell(row, PERSON), _cell(row, MARK)
    person, state = people.get(heading_of(named)), words.get(heading_of(said))
    problem = row.problem
    if not problem and person is None:
        problem = _("“%(name)s” is nobody in this list, or several.") % {"name": named}
    elif not problem and state is None:
        problem = _("“%(mark)s” is no mark.") % {"mark": said}
    elif not problem and person is not None and person.pk in taken.states:
        problem = _("“%(name)s” is in the table twice.") % {"name": named}
    if problem:
        taken.problems.append((row.number, problem))
    elif person is not None and state is not None:
        taken.states[person.pk] = state


def _cell(row: TableRow, names: Iterable[str]) -> str:
    return next((row.cells[name] for name in names if row.cells.get(name)), "")


def _people(session: ClassSession) -> dict[str, Any]:
    """Return who is in the list, by staff number, user name and, if alone, by name."""
    found: dict[str, Any] = {}
    doubled = set()
    for member in expected_at(session):
        person = member.person
        number = getattr(getattr(person, "staff_profile", None), "staff_number", None)
        name = heading_of(display_name(person))
        doubled |= {name} if name in found else set()
        found[name] = person
        found |= {heading_of(key): person for key in (person.get_username(), number) if key}  # fmt: skip
    return {key: person for key, person in found.items() if key not in doubled}


def _words() -> dict[str, str]:
    """Return each mark by the words for it in every language, and by its sign."""
    found = {**SIGNS}
    for state in AttendanceState:
        found[heading_of(state.value)] = state.value
        for language in _LANGUAGES:
            with override(language):
                found[heading_of(str(state.label))] = state.value
    return found

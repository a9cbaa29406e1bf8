"""What a table of people would do, row by row; nothing is written."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lms.enums import Role
from lms.files.exceptions import FileRefusedError
from lms.files.tables import TableRow
from lms.models import RowKind
from lms.people.ceiling import Ceiling
from lms.people.cells import COLUMNS, LABELS, NAME, SEPARATOR, STAFF_NUMBER, readers
from lms.people.facts import facts_of, people_with_facts
from lms.people.names import split_name
from lms.people.teams import TeamTree

_AT_ONCE = 500
Content = Mapping[str, Any]


@dataclass
class RowPlan:
    """What one row would do."""

    number: int
    staff_number: str = ""
    label: str = ""
    kind: RowKind = RowKind.UNCHANGED
    changes: dict[str, list[str]] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    person: Any = None

    @property
    def reason(self) -> str:
        """Why it is refused."""
        return " ".join(self.reasons)

    @property
    def facts(self) -> dict[str, str]:
        """What is to be written."""
        return {fact: after for fact, (_before, after) in self.changes.items()}


def content_of(rows: Iterable[TableRow], name: str) -> Content:
    """Return the rows as they are kept until they are carried out.

    Raises FileRefusedError for a table without a column of staff numbers.
    """
    kept: list[Any] = []
    unknown: dict[str, None] = {}
    for row in rows:
        cells: dict[str, str] = {}
        for heading, text in row.cells.items():
            if heading in COLUMNS:
                cells.setdefault(COLUMNS[heading], text)
            elif text:
                unknown[heading] = None
        if STAFF_NUMBER not in cells:
            said = _("“%(name)s” needs a column “staff number” (工号).")
            raise FileRefusedError(said % {"name": name})
        kept.append([row.number, cells, row.problem])
    if not kept:
        said = _("“%(name)s” has no rows below the headings.")
        raise FileRefusedError(said % {"name": name})
    return {"rows": kept, "unknown": [*unknown]}


def plan(content: Content, user: Any) -> list[RowPlan]:
    """Return what each row would do if `user` carried it out now."""
    return _Planner(content["rows"], user).plans()


def new_teams(plans: Iterable[RowPlan]) -> list[str]:
    """Return the paths of teams that are missing and would be added."""
    teams = TeamTree()
    paths = {p.facts.get("team", "") for p in plans if p.kind != RowKind.REFUSED}
    return sorted(path for path in paths if path and teams.find(path) is None)


def digest_of(plans: Sequence[RowPlan]) -> str:
    """Return what tells whether something else would happen than was shown."""
    shown = [[p.number, p.kind, p.changes, p.reason] for p in plans]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()


class _Planner:
    def __init__(self, rows: Sequence[Any], user: Any) -> None:
        self._rows = rows
        self._ceiling = Ceiling(user)
        self._teams = TeamTree()
        self._readers = readers()
        self._numbers = Counter(cells[STAFF_NUMBER] for _n, cells, _p in rows)
        self._people = dict(_people_by_number([*filter(None, self._numbers)]))
        names = [cells.get("username") or cells[STAFF_NUMBER] for _n, cells, _p in rows]
        self._names = Counter(
            cells["username"] for _n, cells, _p in rows if cells.get("username")
        )
        self._taken = dict(_keys_by_username({*filter(None, names)}))

    def plans(self) -> list[RowPlan]:
        return [self._plan(*row) for row in self._rows]

    def _plan(self, number: int, cells: Mapping[str, str], problem: str) -> RowPlan:
        found = RowPlan(number, cells[STAFF_NUMBER], cells.get(NAME, ""))
        found.person = self._people.get(found.staff_number)
        wanted = self._read(cells, found.reasons)
        if problem:
            found.reasons[:] = [problem]
        else:
            self._compare(found, wanted)
            self._check_identity(found, wanted)
            self._check_power(found)
            self._check_time(found)
            self._check_team(found)
        found.kind = _kind(found)
        return found

    def _read(self, cells: Mapping[str, str], reasons: list[str]) -> dict[str, str]:
        """Return the facts of the cells that are not empty."""
        facts: dict[str, str] = {}
        texts = {name: text for name, text in cells.items() if text}
        if name := texts.pop(NAME, ""):
            family, given = split_name(name)
            texts = {"family_name": family, "given_name": given} | texts
        for fact, text in texts.items():
            try:
                facts[fact] = self._readers[fact](text) if text else ""
            except ValidationError as error:
                reasons.append(_about(fact, error))
        return facts

    def _compare(self, found: RowPlan, wanted: dict[str, str]) -> None:
        wanted.pop(STAFF_NUMBER, None)
        if path := wanted.get("team"):
            wanted["team"] = self._teams.whole(path)
        if found.person is None:
            wanted.setdefault("username", found.staff_number)
            before = dict.fromkeys(LABELS, "")
        else:
            before = facts_of(found.person, self._teams)
            name = found.person.get_full_name()
            if found.label == name:
                wanted.pop("family_name", None)
                wanted.pop("given_name", None)
            found.label = found.label or name
        found.label = found.label or _full_name(wanted) or wanted.get("username", "")
        found.changes = {
            fact: [before[fact], wanted[fact]]
            for fact in LABELS
            if fact in wanted and wanted[fact] != before[fact]
        }

    def _check_identity(self, found: RowPlan, wanted: Mapping[str, str]) -> None:
        if not found.staff_number:
            found.reasons.append(_("The staff number is missing."))
            return
        if self._numbers[found.staff_number] > 1:
            found.reasons.append(_("The staff number is in the file more than once."))
        name = wanted.get("username", "")
        if self._names[name] > 1:
            found.reasons.append(_("The user name is in the file more than once."))
        key = self._taken.get(name)
        if key is not None and (found.person is None or key != found.person.pk):
            said = _("The user name “%(name)s” belongs to somebody else.")
            found.reasons.append(said % {"name": name})

    def _check_power(self, found: RowPlan) -> None:
        if (
            found.person
            and found.changes
            and not self._ceiling.may_change(found.person)
        ):
            found.reasons.append(_("This person stands above you: nothing is changed."))
        for role in roles_that_change(found.changes):
            if not self._ceiling.may_give(role):
                said = _("The role “%(role)s” is not yours to give or to take.")
                found.reasons.append(said % {"role": role.label})

    def _check_time(self, found: RowPlan) -> None:
        facts = facts_of(found.person, self._teams) if found.person else {}
        facts = {**facts, **found.facts}
        joined, leaves = facts.get("joined_date"), facts.get("leaves_date")
        if joined and leaves and leaves < joined:
            found.reasons.append(_("Nobody leaves before joining."))

    def _check_team(self, found: RowPlan) -> None:
        path = found.facts.get("team", "")
        if not path:
            return
        if self._teams.is_ambiguous(path):
            said = _("Several teams are called “%(path)s”.")
            found.reasons.append(said % {"path": path})
        elif self._teams.find(path) is None and not self._ceiling.may_add_teams():
            said = _("The team “%(path)s” is missing, and you may not add teams.")
            found.reasons.append(said % {"path": path})


def _kind(found: RowPlan) -> RowKind:
    if found.reasons:
        return RowKind.REFUSED
    if found.person is None:
        return RowKind.ADDED
    return RowKind.CHANGED if found.changes else RowKind.UNCHANGED


def roles_that_change(changes: Mapping[str, Sequence[str]]) -> list[Role]:
    """Return the roles that are given or taken."""
    before, after = changes.get("roles", ("", ""))
    sets = [{*filter(None, text.split(SEPARATOR))} for text in (before, after)]
    return [role for role in Role if role in sets[0] ^ sets[1]]


def _about(fact: str, error: ValidationError) -> str:
    label = LABELS.get(fact, _("staff number"))
    return _("%(field)s: %(reason)s") % {
        "field": label,
        "reason": " ".join(error.messages),
    }


def _full_name(facts: Mapping[str, str]) -> str:
    model = get_user_model()
    named = model(
        last_name=facts.get("family_name", ""), first_name=facts.get("given_name", "")
    )
    return str(named.get_full_name())


def _people_by_number(numbers: Sequence[str]) -> Iterator[tuple[str, Any]]:
    for some in _in_parts(numbers):
        for person in people_with_facts().filter(staff_profile__staff_number__in=some):
            yield person.staff_profile.staff_number, person


def _keys_by_username(names: set[str]) -> Iterator[tuple[str, Any]]:
    model: Any = get_user_model()
    for some in _in_parts(sorted(names)):
        rows = model._default_manager.filter(**{f"{model.USERNAME_FIELD}__in": some})
        yield from rows.values_list(model.USERNAME_FIELD, "pk")


def _in_parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]

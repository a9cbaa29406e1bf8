"""What a row of the table says, and where the rows come from.

`Row("knowledge_base:faq", ["faq"])`: every signed-in person opens it, anonymous
visitors are sent to sign in, and who names a closed object finds nothing. The words in
`args` name what `make_objects(place)` of the same module returned; it is called for an
open place and for one that only insiders may read, of which no role is.
"""

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from wagtail.models import Collection

from knowledge_base.models import CategoryPage
from lms.enums import Role

ROOT = Path(__file__).parents[2]


class Outcome(StrEnum):
    OK = "ok"
    DENIED = "denied"
    SIGN_IN = "sign-in"
    NOT_FOUND = "not found"
    NOT_ALLOWED = "method not allowed"


ANONYMOUS, SUPERUSER = "anonymous", "superuser"
SIGNED_IN = frozenset([*map(str, Role), SUPERUSER])
STAFF = SIGNED_IN - {Role.AGENT}
"""Who enters the admin at all."""
ROLES = (ANONYMOUS, *map(str, Role), SUPERUSER)


def only(*roles: str) -> frozenset[str]:
    """Return these roles, and the superuser, who is always among them."""
    return frozenset([*map(str, roles), SUPERUSER])


@dataclass(frozen=True)
class Place:
    """Where a module makes its objects."""

    collection: Collection
    category: CategoryPage
    is_closed: bool


@dataclass(frozen=True)
class Row:
    """What an address answers to whom."""

    name: str
    args: Sequence[str] = ()
    allowed: frozenset[str] = SIGNED_IN
    gate: frozenset[str] = (
        SIGNED_IN  # the others are sent away before the object counts
    )
    methods: Sequence[str] = ("GET",)
    data: Mapping[str, Any] | Callable[[Mapping[str, Any]], Mapping[str, Any]] = (
        lambda _objects: {}
    )
    answer: Outcome = Outcome.OK
    refusal: Outcome = Outcome.DENIED
    anonymous: Outcome = Outcome.SIGN_IN
    closed: Outcome | None = (
        None  # the answer about a closed object; None: there is none
    )
    path: str = ""  # in place of what the name gives
    writes: bool = False  # whether its GET may write
    headers: Mapping[str, str] | None = None

    @property
    def places(self) -> Sequence[str]:
        return ("open", "closed") if self.closed else ("open",)

    def expected(self, role: str, place: str) -> Outcome:
        if role == ANONYMOUS:
            return self.anonymous
        if role not in self.gate:
            return Outcome.DENIED
        if place == "closed" and role != SUPERUSER:
            return self.closed
        return self.answer if role in self.allowed else self.refusal


@dataclass(frozen=True)
class Group:
    """Addresses of somebody else's admin: never open to people without access to it."""

    pattern: str  # of names, such as `wagtailusers_groups:*`
    path: str = ""  # in place of a made-up one

    def covers(self, name: str) -> bool:
        return fnmatch(name, self.pattern)


@cache
def modules() -> tuple[ModuleType, ...]:
    """Return every module of rows, the plugins' too."""
    files = [
        file
        for room in ("tests", "plugins")
        for file in sorted((ROOT / room).rglob("permissions/rows_*.py"))
    ]
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files]
    return tuple(map(importlib.import_module, names))


def rows(module: ModuleType) -> Iterable[Row]:
    return [row for row in module.ROWS if isinstance(row, Row)]


def groups() -> Sequence[Group]:
    return [row for m in modules() for row in m.ROWS if isinstance(row, Group)]


def group_of(name: str) -> Group | None:
    """Return the first group with the address in it."""
    return next((group for group in groups() if group.covers(name)), None)

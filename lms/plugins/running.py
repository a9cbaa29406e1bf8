"""Which plugins run now: loaded, migrated and enabled; asked once in a request."""

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from lms.plugins.registry import plugins

T = TypeVar("T")


class Row(NamedTuple):
    """What the database keeps of one plugin, as far as a request needs it."""

    migrated_to: str
    settings: str
    changed_at: str  # as the database writes it: only compared with


_TABLE = "lms_plugins_pluginstate"
_NONE: Mapping[str, "Row"] = {}
_ENABLED = {
    "sqlite": f"""SELECT json_group_array(
        json_array(label, migrated_to, settings, changed_at)
    ) FROM {_TABLE} WHERE enabled""",  # noqa: S608 (ours)
    "postgresql": f"""SELECT json_agg(
        json_build_array(label, migrated_to, settings::text, changed_at) ORDER BY label
    )::text FROM {_TABLE} WHERE enabled""",  # noqa: S608 (ours)
}
"""By kind of database: what is switched on, in one value."""
_running: ContextVar["_Request | None"] = ContextVar("running_plugins", default=None)


class _Request:
    """What runs during one request, read when it is first asked for."""

    def __init__(self) -> None:
        self.told: str | None = None
        self.rows: Mapping[str, Row] | None = None
        self.made: dict[Hashable, Any] = {}


@contextmanager
def one_answer() -> Iterator[None]:
    """Ask the database once for what is enabled, as long as this or one around it lasts."""
    if _running.get() is not None:
        yield
        return
    token = _running.set(_Request())
    try:
        yield
    finally:
        _running.reset(token)


def forget_answer() -> None:
    """Ask again, after a plugin was switched."""
    if current := _running.get():
        current.told = current.rows = None
        current.made.clear()


def enabled_query() -> str:
    """Return a query for what is switched on, in one value.

    Each request reads who asks; with this as a column it need not ask again.
    """
    return _ENABLED.get(connections[DEFAULT_DB_ALIAS].vendor, "")


def tell_enabled(found: str | None) -> None:
    """Take what the query above has given as what is on during this request."""
    if current := _running.get():
        current.told = found or ""


def made_once(key: Hashable, make: Callable[[], T]) -> T:
    """Return what was made for the key in this request; outside of one, make it."""
    request = _running.get()
    if request is None:
        return make()
    if key not in request.made:
        request.made[key] = make()
    found: T = request.made[key]
    return found


def is_enabled(label: str) -> bool:
    """Tell whether the app runs now; what is no plugin always does."""
    return label not in plugins or label in running()


def plugin_settings(label: str) -> dict[str, Any]:
    """Return the settings of a plugin that runs, with defaults for what is not set.

    Raises LookupError when it does not run.
    """
    row = running().get(label)
    config = plugins[label].config if label in plugins else None
    if row is None or config is None:
        raise LookupError(f"The plugin {label} does not run.")
    known = {name: each.default for name, each in config.settings.items()}
    kept = json.loads(row.settings)
    return known | {name: value for name, value in kept.items() if name in known}


def running() -> Mapping[str, Row]:
    """Return what runs now, by label: loaded, migrated, enabled, requirements too.

    It is the same object for as long as nothing is switched, set or found anew.
    """
    if not plugins:
        return _NONE
    request = _running.get()
    if request is None:
        return _running_of(_read_enabled())
    if request.rows is None:
        told = request.told
        request.rows = _running_of(_read_enabled() if told is None else told)
    return request.rows


def _running_of(enabled: str) -> Mapping[str, Row]:
    found = [
        (label, plugin.is_loaded, plugin.migrated_to, plugin.requires)
        for label, plugin in plugins.items()
    ]
    asked = (enabled, found)
    before, answer = _Answered.last
    if before != asked:
        answer = _worked_out(*asked)
        _Answered.last = (asked, answer)
    return answer


class _Answered:
    """What runs, and from what that was worked out; one for all threads."""

    last: tuple[object, Mapping[str, Row]] = (None, {})


def _worked_out(
    told: str, found: Iterable[tuple[str, bool, str, tuple[str, ...]]]
) -> dict[str, Row]:
    enabled = {label: Row(*rest) for label, *rest in json.loads(told or "[]")}
    runs: dict[str, Row] = {}
    for label, is_loaded, migrated_to, requires in found:
        row = enabled.get(label)
        if row is None or not is_loaded:
            continue
        if row.migrated_to == migrated_to and runs.keys() >= {*requires}:
            runs[label] = row
    return runs


def _read_enabled() -> str:
    try:
        ((enabled,),) = _read(enabled_query())
    except (DatabaseError, ImproperlyConfigured):
        return ""
    return enabled or ""


def read_rows(columns: str) -> list[Any] | None:
    """Return label and columns of each row; None without a database or its table."""
    try:
        return _read(f"SELECT label, {columns} FROM {_TABLE}")  # noqa: S608 (both ours)
    except (DatabaseError, ImproperlyConfigured):
        return None


def _read(query: str) -> list[Any]:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()

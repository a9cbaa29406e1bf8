"""Which plugins there are, and which of them run now."""

import json
import logging
import traceback
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from lms.plugins.enums import Status

if TYPE_CHECKING:
    from lms.plugins.config import PluginConfig


T = TypeVar("T")


class Problem(NamedTuple):
    """Why a plugin does not run."""

    status: Status
    sentence: str
    traceback: str = ""


@dataclass(slots=True)
class Plugin:
    """One plugin as this process found it; what the database says of it is apart."""

    label: str
    entry: str
    distribution: str = ""  # empty for one that no package brought
    is_added: bool = False  # by the environment of this process
    version: str = ""
    config: "type[PluginConfig] | None" = None
    problem: Problem | None = None
    requires: tuple[str, ...] = ()  # labels
    after: tuple[str, ...] = ()
    migrated_to: str = ""  # the last migration of its code

    @property
    def is_loaded(self) -> bool:
        """Whether its code is in this process and whole."""
        return self.problem is None

    @property
    def is_bundled(self) -> bool:
        """Whether it came with the host, or in its place."""
        return not self.distribution and self.config is not None


class Row(NamedTuple):
    """What the database keeps of one plugin, as far as a request needs it."""

    migrated_to: str
    settings: str
    changed_at: str  # as the database writes it: only compared with


log = logging.getLogger(__name__)


class Strict:
    """Whether a broken plugin stops the start, as it should where plugins are tested."""

    is_on = False


strict = Strict()
plugins: dict[str, Plugin] = {}
"""By label, in the order of loading: what is required stands before what requires it."""

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
    """Ask the database once for what is enabled, as long as this lasts."""
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


class Gate(Generic[T]):
    """Lets through what belongs to an app that runs now, or to none.

    Each request asks several of these; who passes is worked out anew only when
    something is registered or a plugin is switched, and is the same object until then.
    """

    def __init__(self, label_of: Callable[[T], str | None]) -> None:
        self._label_of = label_of
        self._last: _Passed[T] = _Passed((), (), (), None, ())

    def through(self, found: Iterable[T]) -> tuple[T, ...]:
        """Return those that may act, in their order."""
        every, known, last = tuple(found), tuple(plugins), self._last
        if last.every != every or last.known != known:
            labels = tuple(map(self._label_of, every))
            last = self._last = _Passed(every, known, labels, None, every)
        if set(known).isdisjoint(last.labels):
            return every  # and nobody has to ask the database
        if last.on is not (on := running()):
            last = self._last = last.while_running(on)
        return last.passed


class _Passed(NamedTuple, Generic[T]):
    """What a gate let through, and for which plugins."""

    every: tuple[T, ...]
    known: tuple[str, ...]  # labels of plugins
    labels: tuple[str | None, ...]  # of each
    on: object
    passed: tuple[T, ...]

    def while_running(self, on: Mapping[str, Row]) -> "_Passed[T]":
        passed = (
            each
            for each, label in zip(self.every, self.labels, strict=True)
            if label not in self.known or label in on
        )
        return self._replace(on=on, passed=tuple(passed))


class Made(Generic[T]):
    """What was made of all that a gate let through, until it lets through others."""

    def __init__(self) -> None:
        self._last: tuple[object, dict[Hashable, T]] = (None, {})

    def of(self, passed: object, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made of it for the key, or make it."""
        last, made = self._last
        if last is not passed:
            made = {}
            self._last = (passed, made)
        if key not in made:
            made[key] = make()
        return made[key]


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


class contained:  # noqa: N801 (read as a word, as those of contextlib)
    """Keep what a plugin raises in here as its problem; the first one stays.

    Raises ImproperlyConfigured in strict mode.
    """

    def __init__(self, label: str, sentence: str) -> None:
        self.label, self.sentence = label, sentence

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, _kind: object, error: BaseException | None, _where: object
    ) -> bool:
        """Swallow all but what ends the process."""
        if isinstance(error, Exception | SystemExit):
            fail(self.label, self.sentence, error)
            return True
        return False


def fail(label: str, sentence: str, error: BaseException) -> None:
    """Record why a plugin cannot run, as `contained` does."""
    problem = Problem(
        Status.FAILED,
        f"{sentence}: {_named(error)}",
        "".join(traceback.format_exception(error)),
    )
    plugins[label].problem = plugins[label].problem or problem
    log.error("The plugin %s is left out. %s", label, problem.sentence)
    if strict.is_on:
        raise ImproperlyConfigured(f"{label}: {problem.sentence}") from error


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__

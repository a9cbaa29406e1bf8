"""Who wants to hear of what."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from lms.events.kinds import Event
from lms.plugins import is_enabled

E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Listener:
    """A function that is handed each event of some kinds, in order, at least once."""

    name: str
    """`<app label>.<function>`: its place among the events is kept under it."""
    app_label: str
    kinds: frozenset[str]
    function: Callable[[Any], object]

    @property
    def is_enabled(self) -> bool:
        """Whether the app it belongs to is switched on."""
        return is_enabled(self.app_label)


_LISTENERS: dict[str, Listener] = {}


def listen(
    *kinds: type[Event], app_label: str = ""
) -> Callable[[Callable[[E], object]], Callable[[E], object]]:
    """Hand the function each event of these kinds; write it in the app's `listeners.py`.

    It runs in a transaction of its own, in which other writers of an embedded database
    wait: it does nothing slow. It may be handed the same event again after a crash, and
    must then do nothing. `app_label` is needed outside of an app.

    Raises ImproperlyConfigured when the name is taken by another function.
    """

    def register(function: Callable[[E], object]) -> Callable[[E], object]:
        label = app_label or _label_of(function)
        name = f"{label}.{function.__name__}"
        known = _LISTENERS.get(name)
        if known is not None and _source(known.function) != _source(function):
            message = f"The listener {name!r} of {_source(function)} is already there."
            raise ImproperlyConfigured(message)
        names = frozenset(each.name for each in kinds)
        _LISTENERS[name] = Listener(name, label, names, function)
        return function

    return register


def enabled_listeners(kinds: Iterable[str] | None = None) -> list[Listener]:
    """Return those of switched-on apps, to some kinds or to all, in the order of names."""
    wanted = None if kinds is None else set(kinds)
    return [
        each
        for _name, each in sorted(_LISTENERS.items())
        if (wanted is None or each.kinds & wanted) and each.is_enabled
    ]


def has_listener(kind: str) -> bool:
    """Tell whether anybody wants to hear of this kind now."""
    return any(kind in each.kinds and each.is_enabled for each in _LISTENERS.values())


def all_listeners() -> list[Listener]:
    """Return every listener, the silent ones too."""
    return list(_LISTENERS.values())


def listeners_of(app_label: str) -> list[Listener]:
    """Return those of one app, switched on or not."""
    return [each for each in _LISTENERS.values() if each.app_label == app_label]


def find_listener(name: str) -> Listener | None:
    """Return the listener of this name if its app is switched on."""
    found = _LISTENERS.get(name)
    return found if found is not None and found.is_enabled else None


@contextmanager
def listening(
    function: Callable[[Any], object], *kinds: type[Event], app_label: str = "lms"
) -> Iterator[Listener]:
    """Let a function listen for a while, in tests, and nobody else."""
    before = dict(_LISTENERS)
    _LISTENERS.clear()
    try:
        listen(*kinds, app_label=app_label)(function)
        yield next(iter(_LISTENERS.values()))
    finally:
        _LISTENERS.clear()
        _LISTENERS.update(before)


def _label_of(function: Callable[..., object]) -> str:
    app = apps.get_containing_app_config(function.__module__)
    if app is None:
        message = f"The listener {_source(function)} is in no app: give app_label."
        raise ImproperlyConfigured(message)
    return str(app.label)


def _source(function: Callable[..., object]) -> str:
    return f"{function.__module__}.{function.__qualname__}"

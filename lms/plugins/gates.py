"""What is let through because it belongs to an app that runs now, and what is made of it."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

from lms.plugins.registry import plugins
from lms.plugins.running import Row, running

T = TypeVar("T")


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

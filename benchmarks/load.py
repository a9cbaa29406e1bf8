"""Many people at once, and whether somebody who signs in meanwhile gets through."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from statistics import median
from threading import Event, Thread

from benchmarks.browser import Browser

CONNECTIONS = 16
SECONDS = 10
_SIGN_INS = 5


@dataclass(frozen=True)
class Load:
    """Seconds of wall time, and what went wrong."""

    idle_sign_in: float
    busy_sign_in: float
    slowest_sign_in: float
    searches: int
    failures: int


def measure_load(port: int, cookies: dict[str, str], paths: Sequence[str]) -> Load:
    """Search over sixteen connections, and sign in meanwhile."""
    idle = [_sign_in(port) for _ in range(_SIGN_INS)]
    searchers = [_Searcher(port, cookies, paths[n:]) for n in range(CONNECTIONS)]
    for searcher in searchers:
        searcher.start()
    busy: list[float] = []
    end = time.monotonic() + SECONDS
    while len(busy) < _SIGN_INS or time.monotonic() < end:
        busy.append(_sign_in(port))
    for searcher in searchers:
        searcher.stop.set()
    for searcher in searchers:
        searcher.join()
    return Load(
        idle_sign_in=median(idle),
        busy_sign_in=median(busy),
        slowest_sign_in=max(busy),
        searches=sum(searcher.answers for searcher in searchers),
        failures=sum(searcher.failures for searcher in searchers),
    )


class _Searcher(Thread):
    """One connection that searches without a pause."""

    def __init__(
        self, port: int, cookies: dict[str, str], paths: Sequence[str]
    ) -> None:
        super().__init__(daemon=True)
        self.browser = Browser(port, cookies)
        self.paths = cycle(paths)
        self.stop = Event()
        self.answers = self.failures = 0

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                self.browser.get(next(self.paths))
            except (OSError, RuntimeError):
                self.failures += 1
                self.browser.connection.close()
            else:
                self.answers += 1


def _sign_in(port: int) -> float:
    started = time.perf_counter()
    Browser(port).sign_in()
    return time.perf_counter() - started

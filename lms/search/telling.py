"""Telling the server of changes, beside the request that made them.

A save leaves word of it and wakes a thread of the process, so that nobody who saves
waits for the server. What the thread does not get done, because the server is down or
the process ends, `run_due` does.
"""

import logging
import os
from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import Any

from django.db import connections

from lms.search.upkeep import catch_up_with

logger = logging.getLogger(__name__)


class Teller:
    """One thread of a process, which works whenever it is woken."""

    def __init__(self, work: Callable[[Any], object]) -> None:
        self._work = work
        self._woken, self._lock = Event(), Lock()
        self._index: Any = None
        self._process = 0

    def __call__(self, index: Any) -> None:
        """Have the work done soon; once, however often this is called meanwhile."""
        self._index = index
        self._woken.set()
        with self._lock:
            if self._process != os.getpid():  # a fork takes no threads along
                self._process = os.getpid()
                Thread(target=self._run, name="search-teller", daemon=True).start()

    def _run(self) -> None:
        while True:
            self._woken.wait()
            self._woken.clear()
            try:
                self._work(self._index)
            except Exception:
                logger.exception("What was changed waits for `run_due`.")
            finally:
                connections.close_all()


later = Teller(catch_up_with)

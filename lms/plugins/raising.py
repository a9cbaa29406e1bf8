"""Keeps what a plugin raised last while it ran, for those who look after it."""

import logging
import time
import traceback

from django.db import DatabaseError, transaction
from django.utils import timezone

from lms.plugins.models import PluginState
from lms.plugins.registry import plugins

log = logging.getLogger(__name__)
PAUSE = 60
"""A plugin that raises at each request is written down once in so many seconds."""
_written: dict[str, float] = {}


def keep_raised(label: str, where: str, error: BaseException) -> None:
    """Keep it once whoever is at work has committed; other apps' errors are ignored.

    Raises nothing.
    """
    last = _written.get(label)
    now = time.monotonic()
    if label not in plugins or (last is not None and now - last < PAUSE):
        return
    _written[label] = now
    moment = timezone.now().strftime("%Y-%m-%d %H:%M UTC")
    sentence = f"{where} raised {type(error).__name__}: {error} ({moment})"
    lines = "".join(traceback.format_exception(error))
    transaction.on_commit(lambda: _write(label, sentence, lines), robust=True)


def forget_raised() -> None:
    """Write down the next error at once, in tests."""
    _written.clear()


def _write(label: str, sentence: str, lines: str) -> None:
    try:
        rows = PluginState.objects.filter(label=label)
        rows.update(error=sentence, traceback=lines, changed_at=timezone.now())
    except DatabaseError:
        log.exception("What %s raised could not be kept.", label)

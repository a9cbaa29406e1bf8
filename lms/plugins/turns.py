"""Who changes packages and tables of plugins now: one at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from lms.plugins.exceptions import PluginError

_FILE = "plugins.lock"


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let nobody else on this machine install or purge as long as this lasts.

    The operating system lets go when the process ends, however it ends. Raises
    PluginError when somebody else is at it, and when there is no place for the file.
    """
    folder = Path(getattr(settings, "DATA_DIR", Path.cwd()))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / _FILE).open("a")
    except OSError as error:
        raise PluginError(f"{folder} cannot be written: {error}.") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PluginError(
                "Another plugin is being installed or removed: try again when that is "
                "done."
            ) from error
        yield

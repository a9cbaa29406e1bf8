"""Work on a file that nobody trusts, in a process of its own with limits.

Parsers are large, and a file may be made to break one. The child has little memory and
time, writes nothing large, and knows none of the site's settings and secrets.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lms.files import child_main
from lms.files.exceptions import ChildError, ChildFailedError, ChildLimitError

_MEGABYTE = 1024 * 1024
_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT")


@dataclass(frozen=True)
class Limits:
    """How much the child may use."""

    memory: int = 512 * _MEGABYTE
    cpu_seconds: int = 20
    seconds: float = 30
    """By the clock on the wall."""
    output: int = 8 * _MEGABYTE
    """Of what it returns, as JSON, and of any file that it writes."""


USUAL = Limits()


def in_child(
    function: Callable[[str], Any] | str, path: str | Path, limits: Limits = USUAL
) -> Any:
    """Return what `function(path)` returns in a child process, through JSON.

    The function stands at the top of a module that needs no settings: no models, no
    translations. Its dotted path will do, so that only the child loads it. Raises ChildLimitError when it takes too much, ChildFailedError when
    it raises, ChildError when the process dies otherwise.
    """
    module, name = _place(function)
    with TemporaryDirectory(prefix="child-") as folder:
        arguments = [module, name, str(Path(path).absolute())]
        status = _run(arguments, folder, limits)
        return _value(status, Path(folder, child_main.RESULT))


def _place(function: Callable[[str], Any] | str) -> tuple[str, str]:
    if isinstance(function, str):
        module, _dot, name = function.rpartition(".")
        return module, name
    name = function.__qualname__
    if "." in name or "<" in name:
        raise TypeError(f"{name} does not stand at the top of a module.")
    return function.__module__, name


def _run(arguments: list[str], folder: str, limits: Limits) -> int:
    """Return the exit status; minus the number of the signal that ended it."""
    numbers = (limits.memory, limits.cpu_seconds, limits.output)
    process = subprocess.Popen(  # noqa: S603 (our own interpreter, no shell)
        [sys.executable, "-P", child_main.__file__, *arguments, *map(str, numbers)],
        cwd=folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(timeout=limits.seconds)
    except subprocess.TimeoutExpired as error:
        raise ChildLimitError(f"It took more than {limits.seconds} seconds.") from error
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the child, with all that it may have started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def _value(status: int, result: Path) -> Any:
    if status in {-signal.SIGXCPU, -signal.SIGKILL}:
        raise ChildLimitError("It took too much time of the processor.")
    if status in {-signal.SIGXFSZ, child_main.TOO_LARGE}:
        raise ChildLimitError("It has more to say than may be kept.")
    if status or not result.exists():
        raise ChildError(f"The process ended with status {status}.")
    outcome = json.loads(result.read_bytes())
    if outcome.get("error") == MemoryError.__name__:
        raise ChildLimitError("It took too much memory.")
    if "error" in outcome:
        raise ChildFailedError(outcome["error"], outcome["text"])
    return outcome["value"]


def _environment() -> dict[str, str]:
    """Let the child find our modules and no secret."""
    paths = [path or str(Path.cwd()) for path in sys.path]
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"}

"""Runs commands in fresh processes, which see what was installed a moment ago."""

import os
import subprocess
import sys
from pathlib import Path

from lms.plugins.exceptions import PluginError

LONGEST = 900
"""Seconds; whatever hangs longer never ends."""


def run_python(
    *arguments: str, before: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run this very interpreter; modules in the folder `before` come first.

    Raises PluginError when it does not end.
    """
    try:
        return subprocess.run(  # noqa: S603 (our own interpreter, no shell)
            [sys.executable, *arguments],
            env=_environment(before),
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST,
        )
    except subprocess.TimeoutExpired as error:
        raise PluginError(
            f"`{' '.join(arguments[:4])}` did not end within {LONGEST} seconds."
        ) from error


def run_manage(
    *arguments: str, before: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a management command, as `run_python` does."""
    return run_python("-m", "django", *arguments, before=before)


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    """Return what a process said last, which is why it failed."""
    lines = (done.stderr.strip() or done.stdout.strip()).splitlines()
    return (
        lines[-1].removeprefix("CommandError: ").strip() if lines else "no reason given"
    )


def _environment(before: Path | None) -> dict[str, str]:
    """Let the process find the modules that this one finds beside its script."""
    paths = [str(before)] if before else []
    paths += [sys.path[0] or str(Path.cwd()), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}

"""The other end of `child`: runs one function on one file, within limits.

Started as a script, so that nothing is imported before the limits hold.
"""

import errno
import importlib
import json
import os
import resource
import sys
from pathlib import Path

RESULT = "result.json"
TOO_LARGE = 3
"""The exit status when the result does not fit."""


def _limit(kind: int, most: int) -> None:
    _soft, hard = resource.getrlimit(kind)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))


def _outcome(module: str, name: str, path: str) -> dict[str, object]:
    try:
        return {"value": getattr(importlib.import_module(module), name)(path)}
    except BaseException as error:  # noqa: BLE001 (told to whoever asked)
        return {"error": type(error).__name__, "text": str(error)[:500]}


def main() -> int:
    """Write what the function returns, or raised, as JSON into the current folder."""
    module, name, path, memory, seconds, output = sys.argv[1:]
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, int(memory))
    _limit(resource.RLIMIT_CPU, int(seconds))
    _limit(resource.RLIMIT_FSIZE, int(output))
    outcome = _outcome(module, name, path)
    try:
        text = json.dumps(outcome)
        Path(RESULT).write_text(text, encoding="ascii")
    except OSError as error:
        if error.errno == errno.EFBIG:
            return TOO_LARGE
        raise
    return 0


if __name__ == "__main__":
    status = main()
    os._exit(status)  # a library's own way to end may hang or crash

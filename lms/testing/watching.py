"""Tells which functions of a plugin run while something happens."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

ACTIVE = ("wagtail_hooks", "listeners", "extensions", "views", "search", "templatetags")
"""What is silent while a plugin is off; its models still describe their rows."""


@contextmanager
def functions_run(package: Path) -> Iterator[list[str]]:
    """Yield a list that fills with the functions that are called in active modules."""
    called: list[str] = []
    roots = tuple(str(package / name) for name in ACTIVE)

    def note(frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        is_named = not code.co_name.startswith("<")
        if event == "call" and is_named and code.co_filename.startswith(roots):
            called.append(f"{Path(code.co_filename).name}: {code.co_name}")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield called
    finally:
        sys.setprofile(before)

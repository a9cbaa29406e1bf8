"""What rooms that build on this one know of plugins, which it may not ask."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong; a mere remark counts only when one is strict."""

    label: str
    kind: str
    sentence: str
    hint: str = ""
    traceback: str = ""
    is_remark: bool = False


@dataclass(frozen=True, slots=True)
class NextStep:
    """What somebody may want to do with a plugin that was just switched on."""

    address: str
    words: str


examiners: list[Callable[[], Iterable[Finding]]] = []
"""Each says what else is wrong with plugins."""

advisers: list[Callable[[str], NextStep | None]] = []
"""Each says, for a label, what comes next; None if nothing does."""

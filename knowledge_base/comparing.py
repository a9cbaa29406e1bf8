"""How much two texts differ, and how two changes of one text go together."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from lms.differences import differences


def changed_characters(old: str, new: str) -> int:
    """Return how many characters of `new` are not of `old`, or are missing from it.

    Of the two the larger number: a word put in another's place counts once.
    """
    passages = differences(old, new)
    sizes = [
        sum(len(passage.text) for passage in passages if passage.kind == kind)
        for kind in ("removed", "added")
    ]
    return max(sizes)


def merge_texts(base: str, mine: str, theirs: str) -> str | None:
    """Return `base` with both changes, line by line; None where they meet."""
    lines = base.split("\n")
    changes = {*_changes(lines, mine), *_changes(lines, theirs)}
    ordered = sorted(changes)
    if any(_meet(one, other) for one, other in pairwise(ordered)):
        return None
    for start, end, put in reversed(ordered):
        lines[start:end] = put
    return "\n".join(lines)


def _changes(lines: list[str], text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    after = text.split("\n")
    steps = SequenceMatcher(None, lines, after, autojunk=False).get_opcodes()
    for verb, a, b, c, d in steps:
        if verb != "equal":
            yield a, b, tuple(after[c:d])


def _meet(one: tuple[int, int, Any], other: tuple[int, int, Any]) -> bool:
    """Tell whether `other`, the later one, begins within `one` or at an insertion."""
    is_apart = one[1] < other[0]
    both_replace = one[0] < one[1] and other[0] < other[1]
    return not (is_apart or (both_replace and one[1] == other[0]))

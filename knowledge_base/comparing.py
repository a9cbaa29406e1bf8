"""How two texts differ, and how two changes of one text go together."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any, NamedTuple

SAME, GONE, NEW = "same", "gone", "new"
_TOKEN = re.compile(r"[a-zA-Z0-9_]+|\s+|.", re.DOTALL)
_MOST = 4_000_000
"""Pairs of tokens that are compared; what is longer counts as written anew."""


class Segment(NamedTuple):
    """A piece of a comparison: SAME, GONE or NEW, and its words."""

    mark: str
    text: str


def compare_texts(old: str, new: str) -> list[Segment]:
    """Return how `new` differs: by character in Chinese, by word elsewhere."""
    before, after = _lines(old), _lines(new)
    found: list[Segment] = []
    for verb, a, b, c, d in _steps(before, after):
        gone, put = "".join(before[a:b]), "".join(after[c:d])
        if verb == "equal":
            found.append(Segment(SAME, gone))
        else:
            found += _compare_words(gone, put)
    return [*_joined(found)]


def changed_characters(old: str, new: str) -> int:
    """Return how many characters of `new` are not of `old`, or are missing from it.

    Of the two the larger number: a word put in another's place counts once.
    """
    segments = compare_texts(old, new)
    sizes = [
        sum(len(part.text) for part in segments if part.mark == mark)
        for mark in (GONE, NEW)
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
    for verb, a, b, c, d in _steps(lines, after):
        if verb != "equal":
            yield a, b, tuple(after[c:d])


def _meet(one: tuple[int, int, Any], other: tuple[int, int, Any]) -> bool:
    """Tell whether `other`, the later one, begins within `one` or at an insertion."""
    is_apart = one[1] < other[0]
    both_replace = one[0] < one[1] and other[0] < other[1]
    return not (is_apart or (both_replace and one[1] == other[0]))


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _steps(before: list[str], after: list[str]) -> Any:
    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def _compare_words(old: str, new: str) -> Iterator[Segment]:
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(before) * len(after) > _MOST:
        yield Segment(GONE, old)
        yield Segment(NEW, new)
        return
    for verb, a, b, c, d in _steps(before, after):
        if verb == "equal":
            yield Segment(SAME, "".join(before[a:b]))
        else:
            yield Segment(GONE, "".join(before[a:b]))
            yield Segment(NEW, "".join(after[c:d]))


def _joined(segments: list[Segment]) -> Iterator[Segment]:
    """Join neighbors of one mark; leave out what is empty."""
    held: Segment | None = None
    for segment in segments:
        if not segment.text:
            continue
        if held and held.mark == segment.mark:
            held = Segment(held.mark, held.text + segment.text)
            continue
        if held:
            yield held
        held = segment
    if held:
        yield held

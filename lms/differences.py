"""What differs between two texts: by character in Chinese, by word in English.

Sentences are compared first, then the words of those that differ. Time is bounded: when
too many steps were taken, the passages that are left are only said to differ.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

MOST_STEPS = 400_000
"""How many steps comparing two texts may take: about a third of a second."""

Kind = Literal["same", "removed", "added"]

# Words of letters and digits; each character of a script without spaces by itself.
_TOKEN = re.compile(
    r"[^\W_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+|.", re.DOTALL
)
_SENTENCE = re.compile(r".+?(?:[。！？；!?;\n]+|\.\s+|$)", re.DOTALL)


@dataclass(frozen=True)
class Passage:
    """Words that stayed, went or came."""

    kind: Kind
    text: str


def tokens(text: str) -> list[str]:
    """Return words and characters; joined they are the text."""
    return _TOKEN.findall(text)


def differences(before: str, after: str) -> list[Passage]:
    """Return what stays, goes and comes, in order of the text.

    What is the same or removed makes up the old text, what is the same or added the new.
    """
    steps = _Steps(MOST_STEPS)
    sentences = _SENTENCE.findall(before), _SENTENCE.findall(after)

    def by_token(old: str, new: str) -> Iterable[Passage]:
        return _readable(_merged(_aligned(tokens(old), tokens(new), _replaced, steps)))

    return _merged(_aligned(*sentences, by_token, steps))


class _Steps:
    """How many are left."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self, number: int) -> bool:
        self.left -= number
        return self.left >= 0


def _aligned(
    before: Sequence[str],
    after: Sequence[str],
    inside: Callable[[str, str], Iterable[Passage]],
    steps: _Steps,
) -> Iterator[Passage]:
    """Yield what stays of two sequences, and what `inside` makes of the rest."""
    for is_same, run in groupby(
        [*_matches(before, after, steps)], key=lambda pair: pair[0] == pair[1]
    ):
        pairs = list(run)
        new = "".join(added for _removed, added in pairs)
        if is_same:
            yield Passage("same", new)
        else:
            yield from inside("".join(removed for removed, _added in pairs), new)


def _matches(
    before: Sequence[str], after: Sequence[str], steps: _Steps
) -> Iterator[tuple[str, str]]:
    """Yield pairs of the old and the new; of what went or came one half is empty."""
    start = _common(before, after)
    rest = before[start:], after[start:]
    end = _common(rest[0][::-1], rest[1][::-1])
    old, new = (part[: len(part) - end] for part in rest)
    yield from ((token, token) for token in before[:start])
    yield from _shortest(old, new, steps)
    yield from ((token, token) for token in before[len(before) - end :])


def _common(before: Sequence[str], after: Sequence[str]) -> int:
    pairs = enumerate(zip(before, after, strict=False))
    shorter = min(len(before), len(after))
    return next((place for place, (a, b) in pairs if a != b), shorter)


def _shortest(
    before: Sequence[str], after: Sequence[str], steps: _Steps
) -> list[tuple[str, str]]:
    """Return the fewest removals and additions, as Eugene Myers finds them."""
    reached, trace = {1: 0}, []
    for changes in range(len(before) + len(after) + 1):
        trace.append(reached.copy())
        for line in range(-changes, changes + 1, 2):
            start = _step(reached, line, changes)
            reached[line] = x = _slide(before, after, line, start)
            if x >= len(before) and x - line >= len(after):
                return _way_back(before, after, trace)
            if not steps.take(2 + x - start):
                return [*((t, "") for t in before), *(("", t) for t in after)]
    return []


def _step(reached: dict[int, int], line: int, changes: int) -> int:
    down = line == -changes or (
        line != changes and reached[line - 1] < reached[line + 1]
    )
    return reached[line + 1] if down else reached[line - 1] + 1


def _slide(before: Sequence[str], after: Sequence[str], line: int, x: int) -> int:
    """Go along a line as far as both say the same."""
    while x < len(before) and 0 <= x - line < len(after):
        if before[x] != after[x - line]:
            break
        x += 1
    return x


def _way_back(
    before: Sequence[str], after: Sequence[str], trace: Sequence[dict[int, int]]
) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    x, y = len(before), len(after)
    for changes in range(len(trace) - 1, -1, -1):
        reached = trace[changes]
        start = _step(reached, x - y, changes)
        while x > start:
            x, y = x - 1, y - 1
            found.append((before[x], after[y]))
        if changes == 0:
            break
        if start == reached.get(x - y + 1):
            y -= 1
            found.append(("", after[y]))
        else:
            x -= 1
            found.append((before[x], ""))
    return found[::-1]


def _replaced(before: str, after: str) -> Iterator[Passage]:
    yield Passage("removed", before)
    yield Passage("added", after)


def _merged(passages: Iterable[Passage]) -> list[Passage]:
    """Join neighbors: between two that stayed, first all that went, then all that came."""
    found: list[Passage] = []
    for is_same, run in groupby(passages, key=lambda passage: passage.kind == "same"):
        together = list(run)
        kinds: tuple[Kind, ...] = ("same",) if is_same else ("removed", "added")
        for kind in kinds:
            text = "".join(p.text for p in together if p.kind == kind)
            found += [Passage(kind, text)] if text else []
    return found


def _readable(passages: Sequence[Passage]) -> list[Passage]:
    """Take a sign that is the same by coincidence into the changes around it."""
    kept: list[Passage] = []
    for place, passage in enumerate(passages):
        is_between = 0 < place < len(passages) - 1
        if is_between and passage.kind == "same" and len(passage.text.strip()) <= 1:
            kept += _replaced(passage.text, passage.text)
        else:
            kept.append(passage)
    return _merged(kept)

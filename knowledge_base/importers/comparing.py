"""A line before and after it was cleaned, to be shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge_base.importers.cleaning import CleanedLine, Mark, simplified
from lms.differences import Passage

_AROUND = 12


@dataclass(frozen=True)
class ShownMark:
    """A place in the new line, with what stands around it."""

    mark: Mark
    before: str
    text: str
    after: str


@dataclass(frozen=True)
class ShownLine:
    """What went from a line, what came, and where to look."""

    line: CleanedLine
    passages: Sequence[Passage]
    marks: Sequence[ShownMark]


def shown(line: CleanedLine) -> ShownLine:
    """Return what a person sees of a line."""
    if line.after is None:
        passages = [Passage("removed", line.before)]
    else:
        passages = [*_passages(line.before, line.after)]
    text = line.before if line.after is None else line.after
    return ShownLine(line, passages, [_around(mark, text) for mark in line.marks])


def _around(mark: Mark, text: str) -> ShownMark:
    if mark.start == mark.end:
        return ShownMark(mark, "", mark.excerpt, "")
    before = text[max(0, mark.start - _AROUND) : mark.start]
    after = text[mark.end : mark.end + _AROUND]
    return ShownMark(mark, before, text[mark.start : mark.end], after)


def _passages(before: str, after: str) -> Iterator[Passage]:
    """Yield the difference: characters only go, or become others one by one."""
    runs: list[tuple[str, str]] = []
    place = 0
    excess = len(before) - len(after)
    for character in before:
        wanted = after[place : place + 1]
        if character == wanted:
            runs.append(("same", character))
            place += 1
        elif excess > 0 and simplified(character) != wanted:
            runs.append(("removed", character))
            excess -= 1
        else:
            runs += [("removed", character), ("added", wanted)]
            place += 1
    yield from _joined(runs)


def _joined(runs: Sequence[tuple[str, str]]) -> Iterator[Passage]:
    removed = added = same = ""
    for kind, character in [*runs, ("same", "")]:
        if kind == "same":
            if removed:
                yield Passage("removed", removed)
            if added:
                yield Passage("added", added)
            removed = added = ""
            same += character
            continue
        if same:
            yield Passage("same", same)
            same = ""
        removed += character if kind == "removed" else ""
        added += character if kind == "added" else ""
    if same:
        yield Passage("same", same)

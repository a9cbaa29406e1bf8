"""What is cleaned out of a text before it is read, and what is only marked.

Pinyin notes go; what download sites put around a text goes or is marked, as the rules
say; lost characters are marked. Lines keep their numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from knowledge_base.enums import CleaningAction, MarkKind
from knowledge_base.importers.lost_characters import find_lost
from knowledge_base.importers.pinyin_notes import strip_pinyin_notes
from knowledge_base.phrases import Finding, check_text
from lms.search.analysis import read_table

_AROUND = 6
"""Characters shown on both sides of a place."""


class Rule(Protocol):
    """What a rule says; a database row does."""

    pattern: str
    better: str
    channel: str
    exceptions: str
    is_opener: bool
    action: str
    is_whole_line: bool

    @property
    def rank(self) -> int:
        """Which rule wins, the lowest first."""


@dataclass(frozen=True)
class Mark:
    """A place in a line at which a person should look."""

    kind: MarkKind
    start: int
    end: int
    excerpt: str
    rule: str = ""
    """The pattern that found it."""


@dataclass(frozen=True)
class CleanedLine:
    """A line that was changed or marked; `after` is None for one that was taken out."""

    number: int
    before: str
    after: str | None
    marks: Sequence[Mark] = ()

    @property
    def lost(self) -> list[Mark]:
        """Where characters are missing."""
        return [mark for mark in self.marks if mark.kind == MarkKind.LOST]


@dataclass(frozen=True)
class Cleaned:
    """A text without what was taken out."""

    text: str
    notes: int
    lines: Sequence[CleanedLine]


@dataclass(frozen=True)
class Cleaner:
    """Cleans texts by rules; writes them in simplified characters, if that is wanted."""

    rules: Sequence[Rule] = ()
    simplifies: bool = False

    def clean(self, text: str) -> Cleaned:
        """Return the text without notes and without lines that a rule drops."""
        return self._clean(text.split("\n"), start=1, drops=True)

    def clean_cell(self, text: str, *, line: int) -> Cleaned:
        """Do the same in a table, where what would be dropped is marked."""
        return self._clean([text], start=line, drops=False)

    def _clean(self, lines: Sequence[str], *, start: int, drops: bool) -> Cleaned:
        kept, seen, notes = [], [], 0
        stripped = [*map(strip_pinyin_notes, lines)]
        found = self._findings([line for line, _count in stripped])
        for place, (before, (line, count)) in enumerate(
            zip(lines, stripped, strict=True)
        ):
            notes += count
            after, marks = self._applied(line, found.get(place, ()), drops=drops)
            if after is not None:
                kept.append(after)
            if after != before or marks:
                seen.append(CleanedLine(start + place, before, after, marks))
        return Cleaned("\n".join(kept), notes, seen)

    def _findings(self, lines: Sequence[str]) -> dict[int, list[Finding[Rule]]]:
        """Return by line what the rules find; a text is folded but once for all."""
        found: dict[int, list[Finding[Rule]]] = {}
        text = "\n".join(lines)
        whole = [rule for rule in self.rules if rule.is_whole_line]
        others = [rule for rule in self.rules if not rule.is_whole_line]
        for rules in filter(None, (whole, others)):
            place, start = 0, 0
            for finding in check_text(text, rules=rules):
                while finding.start > start + len(lines[place]):
                    start += len(lines[place]) + 1
                    place += 1
                line = lines[place].strip(" \t\u3000:：")
                if not finding.rule.is_whole_line or finding.text == line:
                    found.setdefault(place, []).append(_moved(finding, -start))
        return found

    def _applied(
        self, line: str, findings: Sequence[Finding[Rule]], *, drops: bool
    ) -> tuple[str | None, list[Mark]]:
        by_action: dict[str, list[Finding[Rule]]] = {}
        for finding in findings:
            by_action.setdefault(finding.rule.action, []).append(finding)
        dropping = by_action.get(CleaningAction.DROP, [])
        if dropping and drops:
            pattern = dropping[0].rule.pattern
            return None, [Mark(MarkKind.DROPPED, 0, len(line), line.strip(), pattern)]
        cuts = by_action.get(CleaningAction.CUT, [])
        kept = _cut(line, cuts)
        marks = [Mark(MarkKind.CUT, 0, 0, f.text, f.rule.pattern) for f in cuts]
        for finding in [*dropping, *by_action.get(CleaningAction.MARK, [])]:
            place = kept.find(finding.text)
            if place >= 0:
                span = (place, place + len(finding.text))
                marks.append(_mark(MarkKind.DOUBTFUL, span, kept, finding.rule.pattern))
        marks += [_mark(MarkKind.LOST, span, kept) for span in find_lost(kept)]
        after = simplified(kept) if self.simplifies else kept
        return after, sorted(marks, key=lambda mark: mark.start)


def simplified(text: str) -> str:
    """Return the text in simplified characters, one for one."""
    return text.translate(_simplified())


def _moved(finding: Finding[Rule], by: int) -> Finding[Rule]:
    start, end = finding.start + by, finding.end + by
    return Finding(finding.rule, start, end, finding.text, finding.better)


def _cut(line: str, findings: Sequence[Finding[Rule]]) -> str:
    for finding in sorted(findings, key=lambda finding: -finding.start):
        line = line[: finding.start] + line[finding.end :]
    return line


def _mark(kind: MarkKind, span: tuple[int, int], line: str, rule: str = "") -> Mark:
    start, end = max(0, span[0] - _AROUND), span[1] + _AROUND
    return Mark(kind, *span, line[start:end].strip(), rule)


@cache
def _simplified() -> dict[int, str]:
    return dict(_pairs())


def _pairs() -> Iterator[tuple[int, str]]:
    for cells in read_table("simplified.tsv"):
        yield ord(cells[0]), cells[1]

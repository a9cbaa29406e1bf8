"""What has been read from a file and is not stored yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from knowledge_base.enums import Channel, MarkKind, NoteKind
from knowledge_base.exceptions import UnimportableError
from knowledge_base.importers.cleaning import CleanedLine


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What all drafts know: where they come from."""

    place: str
    """For people: the file, and of a table the line."""
    remarks: Sequence[str] = ()
    """What was noticed while reading."""


@dataclass(frozen=True, kw_only=True)
class ItemDraft(Draft):
    """What articles, FAQ entries and scripts share."""

    source: str
    """The same at each import: by it an item is found again."""
    language: str
    title: str
    tags: Sequence[str] = ()
    owner: str = ""
    translation_of: str = ""
    collection_id: int | None = None
    """Where a new entry goes; the root if it is not said."""


@dataclass(frozen=True, kw_only=True)
class ArticleDraft(ItemDraft):
    """An article; the body is raw stream data."""

    category: str = ""
    summary: str = ""
    body: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, kw_only=True)
class FaqDraft(ItemDraft):
    """A FAQ entry; its title is the question, its answer rich text."""

    other_questions: Sequence[str] = ()
    short_answer: str = ""
    answer: str = ""
    scripts: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class ScriptDraft(ItemDraft):
    """A script with its words by channel."""

    short_code: str = ""
    scene: str = ""
    stage: str = ""
    emotion: str = ""
    words: Mapping[Channel, str]
    notes: Sequence[tuple[NoteKind, str]] = ()


@dataclass(frozen=True, kw_only=True)
class PlaceholderDraft(Draft):
    """A placeholder, as the fields of its model."""

    name: str
    values: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class PhraseDraft(Draft):
    """A polite or forbidden phrase, as the fields of its model."""

    pattern: str
    language: str
    channel: str = ""
    values: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class RewritingDraft(Draft):
    """A stiff wording with the empathic one, as the fields of its model."""

    stiff: str
    language: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Refusal:
    """Something that could not be read, and why."""

    place: str
    error: UnimportableError
    kind: str = "file"


@dataclass(frozen=True)
class Reading:
    """What one file yields."""

    found: Sequence[Draft | Refusal]
    notes_stripped: int = 0
    lines: Sequence[CleanedLine] = ()
    """What the cleaner changed or marked."""
    source: str = ""

    def count(self, kind: MarkKind) -> int:
        """Return how many places are marked so."""
        return sum(mark.kind == kind for line in self.lines for mark in line.marks)


class State(StrEnum):
    """What became of a draft."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """What became of a draft or a file; `reason` says why it failed."""

    place: str
    kind: str
    state: State
    reason: str = ""
    remarks: Sequence[str] = ()


@dataclass
class Report:
    """All outcomes of one import."""

    outcomes: list[Outcome] = field(default_factory=list)
    notes_stripped: int = 0
    left_aside: int = 0
    lines_dropped: int = 0
    lost: int = 0

    def note(self, reading: Reading) -> None:
        """Count what the cleaner did in a file."""
        self.notes_stripped += reading.notes_stripped
        self.lines_dropped += reading.count(MarkKind.DROPPED)
        self.lost += reading.count(MarkKind.LOST)

    def count(self, kind: str, state: State) -> int:
        """Return how many of a kind ended so."""
        return sum(o.kind == kind and o.state == state for o in self.outcomes)

    @property
    def failures(self) -> list[Outcome]:
        """What could not be taken in."""
        return [o for o in self.outcomes if o.state == State.FAILED]

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing was new."""
        return all(o.state == State.UNCHANGED for o in self.outcomes)

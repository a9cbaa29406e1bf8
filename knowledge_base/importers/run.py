"""One import: a file, or a folder with all below it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, transaction

from knowledge_base.exceptions import UnimportableError
from knowledge_base.importers.drafts import (
    ArticleDraft,
    Draft,
    FaqDraft,
    ItemDraft,
    Outcome,
    PhraseDraft,
    PlaceholderDraft,
    Reading,
    Refusal,
    Report,
    RewritingDraft,
    ScriptDraft,
    State,
)
from knowledge_base.importers.files import find_files
from knowledge_base.importers.items import Stored
from knowledge_base.importers.phrases import store_phrase, store_rewriting
from knowledge_base.importers.placeholders import store_placeholder
from knowledge_base.importers.reading import Admit, Reader, current_cleaner
from knowledge_base.importers.store_articles import ArticleStore
from knowledge_base.importers.store_entries import FaqStore, ScriptStore

Progress = Callable[[Outcome, int, int], None]
"""Is told each outcome, how many there are by now, and of how many."""

# What others refer to comes first: scripts need placeholders, FAQ entries scripts.
# Phrases watch over what comes after them.
_ORDER: Mapping[type[Draft] | type[Refusal], str] = {
    Refusal: "file",
    PlaceholderDraft: "placeholder",
    PhraseDraft: "phrase",
    RewritingDraft: "rewriting",
    ScriptDraft: "script",
    FaqDraft: "faq",
    ArticleDraft: "article",
}
KINDS = tuple(_ORDER.values())


@dataclass(frozen=True, kw_only=True)
class Import:
    """What to import, and how."""

    path: Path
    root: Path | None = None
    """The folder from which sources are named; that of `path` if not given."""
    language: str | None = None
    publish: bool = False
    simplifies: bool = False
    """Whether traditional characters are written in simplified ones."""
    admit: Admit = lambda draft: draft
    """Says what becomes of each draft before it is stored."""
    listen: Callable[[Reading], None] | None = None
    """Is told what each file yields."""

    def run(self, progress: Progress = lambda *_: None) -> Report:
        """Read everything, store it item by item, and tell what became of it.

        Each item has a transaction of its own.
        """
        report = Report()
        drafts = self._read_all(report)
        for count, draft in enumerate(drafts, 1):
            outcome = self._settle(draft)
            report.outcomes.append(outcome)
            progress(outcome, count, len(drafts))
        return report

    def _read_all(self, report: Report) -> list[Draft | Refusal]:
        files, report.left_aside = find_files(self.path)
        found: list[Draft | Refusal] = []
        for file in files:
            reading = self.reader.read(file)
            found.extend(reading.found)
            report.note(reading)
        return sorted(found, key=_turn)

    @cached_property
    def reader(self) -> Reader:
        """Reads the files, by the rules of the site as they are now."""
        root = self.root or (self.path.parent if self.path.is_file() else self.path)
        return Reader(
            root=root,
            cleaner=current_cleaner(simplifies=self.simplifies),
            language=self.language,
            admit=self.admit,
            listen=self.listen,
        )

    def _settle(self, draft: Draft | Refusal) -> Outcome:
        if isinstance(draft, Refusal):
            return Outcome(draft.place, draft.kind, State.FAILED, str(draft.error))
        kind = _ORDER[type(draft)]
        try:
            with transaction.atomic():
                stored = _store(draft, publish=self.publish)
        except (UnimportableError, ValidationError, DatabaseError) as error:
            return Outcome(draft.place, kind, State.FAILED, reason_of(error))
        return Outcome(draft.place, kind, stored.state, remarks=stored.remarks)


@contextmanager
def rehearsal() -> Iterator[None]:
    """Undo at the end all that was done to the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def reason_of(error: Exception) -> str:
    """Return in one line why something was refused."""
    if not isinstance(error, ValidationError):
        return " ".join(str(error).split())
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(
        " ".join(messages)
        if field == NON_FIELD_ERRORS
        else f"{field}: {' '.join(messages)}"
        for field, messages in error.message_dict.items()
    )


def _turn(draft: Draft | Refusal) -> tuple[int, bool]:
    """Return when something's turn comes: translations after what they translate."""
    is_translation = isinstance(draft, ItemDraft) and bool(draft.translation_of)
    return [*_ORDER].index(type(draft)), is_translation


def _store(draft: Draft, *, publish: bool) -> Stored:
    match draft:
        case PlaceholderDraft():
            return store_placeholder(draft)
        case PhraseDraft():
            return store_phrase(draft)
        case RewritingDraft():
            return store_rewriting(draft)
        case ScriptDraft():
            return ScriptStore(draft, publish=publish).store()
        case FaqDraft():
            return FaqStore(draft, publish=publish).store()
        case ArticleDraft():
            return ArticleStore(draft, publish=publish).store()
    raise TypeError(draft)

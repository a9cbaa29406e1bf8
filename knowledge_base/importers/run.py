"""One import: a file, or a folder with all below it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from django.db import transaction

from knowledge_base.exceptions import UnimportableError
from knowledge_base.importers.articles import read_article
from knowledge_base.importers.batches import batches, is_translation, settle, turn
from knowledge_base.importers.drafts import Draft, Outcome, Reading, Refusal, Report
from knowledge_base.importers.files import TABLES, find_files, read_text
from knowledge_base.importers.pinyin_notes import strip_pinyin_notes
from knowledge_base.importers.rows import fit_source, read_rows

Progress = Callable[[Outcome, int, int], None]
"""Is told each outcome, how many there are by now, and of how many."""


@dataclass(frozen=True, kw_only=True)
class Import:
    """What to import, and how."""

    path: Path
    root: Path | None = None
    """The folder from which sources are named; that of `path` if not given."""
    language: str | None = None
    publish: bool = False

    def run(self, progress: Progress = lambda *_: None) -> Report:
        """Store what is read batch by batch, and tell what became of each item.

        Each batch has a transaction of its own. Tables are read before it begins, for
        articles refer to what is in them; of articles, only a batch is in memory.
        """
        report = Report()
        files, report.left_aside = find_files(self.path)
        tables = [file for file in files if file.suffix.lower() in TABLES]
        texts = [file for file in files if file not in {*tables}]
        rows = [found for file in tables for found in self._found(file, report)]
        found = chain(sorted(rows, key=turn), self._found_in(texts, report))
        for batch in batches(found):
            for outcome in settle(batch, publish=self.publish):
                report.outcomes.append(outcome)
                progress(outcome, len(report.outcomes), len(rows) + len(texts))
        return report

    def _found_in(self, texts: list[Path], report: Report) -> Iterator[Draft | Refusal]:
        """Yield articles; translations after what they translate, read again."""
        later = []
        for file in texts:
            reading = self._read(file)
            if any(map(is_translation, reading.found)):
                later.append(file)
            else:
                yield from _counted(reading, report)
        for file in later:
            yield from self._found(file, report)

    def _found(self, file: Path, report: Report) -> Sequence[Draft | Refusal]:
        return _counted(self._read(file), report)

    def _read(self, file: Path) -> Reading:
        root = self.root or (self.path.parent if self.path.is_file() else self.path)
        source = fit_source(file.relative_to(root).as_posix())
        try:
            text, stripped = strip_pinyin_notes(read_text(file))
            return Reading([*self._drafts(file, source, text)], stripped)
        except UnimportableError as error:
            return Reading([Refusal(source, error)])

    def _drafts(self, file: Path, source: str, text: str) -> Iterator[Draft | Refusal]:
        if file.suffix.lower() in TABLES:
            yield from read_rows(text, file, source=source, language=self.language)
        else:
            yield read_article(text, file, source=source, language=self.language)


@contextmanager
def rehearsal() -> Iterator[None]:
    """Undo at the end all that was done to the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _counted(reading: Reading, report: Report) -> Sequence[Draft | Refusal]:
    report.notes_stripped += reading.notes_stripped
    return reading.found

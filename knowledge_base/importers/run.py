"""One import: a file, or a folder with all below it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

from django.db import transaction

from knowledge_base.importers.batches import batches, is_translation, settle, turn
from knowledge_base.importers.drafts import Draft, Outcome, Reading, Refusal, Report
from knowledge_base.importers.files import TABLES, find_files
from knowledge_base.importers.reading import Admit, Reader, current_cleaner

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
    simplifies: bool = False
    """Whether traditional characters are written in simplified ones."""
    admit: Admit = lambda draft: draft
    """Says what becomes of each draft before it is stored."""
    listen: Callable[[Reading], None] | None = None
    """Is told what each file yields."""

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
        """Yield articles; translations wait in memory for what they translate."""
        later: list[Draft | Refusal] = []
        for file in texts:
            found = self._found(file, report)
            if any(map(is_translation, found)):
                later.extend(found)
            else:
                yield from found
        yield from later

    def _found(self, file: Path, report: Report) -> Sequence[Draft | Refusal]:
        reading = self.reader.read(file)
        report.note(reading)
        return reading.found

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


@contextmanager
def rehearsal() -> Iterator[None]:
    """Undo at the end all that was done to the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)

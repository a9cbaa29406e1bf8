"""One file becomes drafts, whatever its format: read, cleaned, understood."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext as _

from knowledge_base.exceptions import UnimportableError
from knowledge_base.importers.articles import read_article
from knowledge_base.importers.cleaning import Cleaner
from knowledge_base.importers.drafts import Draft, Reading, Refusal
from knowledge_base.importers.files import TABLES, read_text
from knowledge_base.importers.office import SHEETS, WORD, read_sheets, read_word
from knowledge_base.importers.remarks import remarks_on
from knowledge_base.importers.row_drafts import fit_source
from knowledge_base.importers.rows import RowReader
from knowledge_base.importers.tables import Table, read_table
from knowledge_base.importers.tables import read_sheets as read_tables
from knowledge_base.models import CleaningRule

Admit = Callable[[Draft], Draft | Refusal | None]
"""Says what becomes of a draft: itself, changed, refused, or left out."""


def current_cleaner(*, simplifies: bool = False) -> Cleaner:
    """Return the cleaner that goes by the rules of the site."""
    return Cleaner(list(CleaningRule.objects.active()), simplifies)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Reads files below `root`, from which sources are named."""

    root: Path
    cleaner: Cleaner
    language: str | None = None
    admit: Admit = lambda draft: draft
    listen: Callable[[Reading], None] | None = None
    """Is told each reading, with what was admitted."""

    def read(self, file: Path) -> Reading:
        """Return what is in a file; what cannot be read is refused with its reason."""
        source = fit_source(file.relative_to(self.root).as_posix())
        try:
            is_table = file.suffix.lower() in TABLES
            reading = (self._table if is_table else self._article)(file, source)
        except UnimportableError as error:
            return self._heard(Reading([Refusal(source, error)], source=source))
        found = [*self._admitted(reading.found)]
        return self._heard(replace(reading, found=found, source=source))

    def _heard(self, reading: Reading) -> Reading:
        if self.listen is not None:
            self.listen(reading)
        return reading

    def _article(self, file: Path, source: str) -> Reading:
        is_word = file.suffix.lower() in WORD
        text, remarks = read_word(file) if is_word else (read_text(file), [])
        cleaned = self.cleaner.clean(text)
        draft = read_article(cleaned.text, file, source=source, language=self.language)
        said = remarks_on(cleaned.lines, has_lines=not is_word)
        draft = replace(draft, remarks=[*draft.remarks, *remarks, *said])
        return Reading([draft], cleaned.notes, cleaned.lines)

    def _table(self, file: Path, source: str) -> Reading:
        tables, others = self._tables(file)
        reader = RowReader(file, source, self.language, self.cleaner, tables)
        found = [*reader.read()]
        remark = _("The sheet “%(name)s” names no known columns and was left out.")
        remarks = [remark % {"name": name} for name in others]
        for place, draft in enumerate(found):
            if remarks and isinstance(draft, Draft):
                found[place] = replace(draft, remarks=[*remarks, *draft.remarks])
                break
        return Reading(found, reader.notes, reader.lines)

    def _tables(self, file: Path) -> tuple[list[Table], list[str]]:
        if file.suffix.lower() in SHEETS:
            return read_tables(read_sheets(file))
        return [read_table(read_text(file))], []

    def _admitted(self, found: Iterable[Draft | Refusal]) -> Iterable[Draft | Refusal]:
        for each in found:
            admitted = self.admit(each) if isinstance(each, Draft) else each
            if admitted is not None:
                yield admitted

"""The rows of a table, cleaned and read into drafts one after the other."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from django.utils.translation import gettext as _

from knowledge_base.importers.cleaning import CleanedLine, Cleaner
from knowledge_base.importers.csv_records import BrokenRow
from knowledge_base.importers.drafts import Draft, Refusal
from knowledge_base.importers.languages import find_language
from knowledge_base.importers.remarks import remarks_on
from knowledge_base.importers.row_drafts import Drafter
from knowledge_base.importers.tables import Row, Table, read_table


def read_rows(
    text: str, path: PurePath, *, source: str, language: str | None
) -> Iterator[Draft | Refusal]:
    """Yield what the rows of a CSV text say as they are; raises MalformedError."""
    reader = RowReader(path, source, language, Cleaner(), [read_table(text)])
    return reader.read()


@dataclass
class RowReader:
    """Reads the tables of one file; keeps what the cleaner did."""

    path: PurePath
    source: str
    chosen: str | None
    cleaner: Cleaner
    tables: Sequence[Table]
    notes: int = 0
    lines: list[CleanedLine] = field(default_factory=list)

    def read(self) -> Iterator[Draft | Refusal]:
        """Yield a draft, or why there is none, for each row."""
        drafter = Drafter(self.source, self._language())
        for table in self.tables:
            remarks = [*_unknown_columns(table)]
            for row in table.rows:
                clean, said = self._clean(row)
                found = drafter.read(table, clean)
                if isinstance(found, Draft):
                    found = replace(found, remarks=[*remarks, *found.remarks, *said])
                    remarks = []
                yield found

    def _language(self) -> Callable[[str], str]:
        default = find_language("", self.chosen, self.path, self._sample())
        return lambda stated: (
            find_language(stated, None, PurePath(), "") if stated else default
        )

    def _sample(self) -> str:
        rows = [row for table in self.tables for row in table.rows]
        cells = [row.cells.values() for row in rows if isinstance(row, Row)]
        return "\n".join(cell for values in cells for cell in values)

    def _clean(self, row: Row | BrokenRow) -> tuple[Row | BrokenRow, list[str]]:
        if isinstance(row, BrokenRow):
            return row, []
        cells: dict[str, str] = {}
        lines: list[CleanedLine] = []
        for name, cell in row.cells.items():
            cleaned = self.cleaner.clean_cell(cell, line=row.line)
            cells[name] = cleaned.text
            self.notes += cleaned.notes
            lines += cleaned.lines
        self.lines += lines
        return Row(row.line, cells), remarks_on(lines, has_lines=False)


def _unknown_columns(table: Table) -> Iterator[str]:
    remark = _("The column “%(name)s” is not known and was left out.")
    return (remark % {"name": name} for name in table.unknown)

"""The rows of a CSV file, read into drafts."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _
from wagtail.rich_text import get_text_for_indexing

from knowledge_base.enums import (
    Channel,
    Emotion,
    NoteKind,
    PhraseKind,
    PlaceholderKind,
    Severity,
    Stage,
)
from knowledge_base.exceptions import MalformedError, UnimportableError
from knowledge_base.importers.body import read_answer
from knowledge_base.importers.cleaning import CleanedLine, Cleaner
from knowledge_base.importers.drafts import (
    Draft,
    FaqDraft,
    PhraseDraft,
    PlaceholderDraft,
    Refusal,
    RewritingDraft,
    ScriptDraft,
)
from knowledge_base.importers.languages import find_language
from knowledge_base.importers.lists import (
    choice,
    split_bars,
    split_list,
    yes_or_no,
)
from knowledge_base.importers.remarks import remarks_on
from knowledge_base.importers.tables import (
    BrokenRow,
    Row,
    Table,
    TableKind,
    read_table,
)

_MAX_SOURCE = 255
_MAX_SHORT_ANSWER = 500
_PARAGRAPH = re.compile(r"<p>.*?</p>", re.DOTALL)
_SENTENCE = re.compile(r".*[。！？.!?]", re.DOTALL)


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
        drafter = _Drafter(self.source, self._language())
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


@dataclass
class _Drafter:
    """Reads rows of one file; remembers keys, so that no two items share a source."""

    source: str
    language: Callable[[str], str]
    keys: Counter[str] = field(default_factory=Counter)

    def read(self, table: Table, row: Row | BrokenRow) -> Draft | Refusal:
        place = self._place(table, row)
        if isinstance(row, BrokenRow):
            return Refusal(place, row.error, table.kind)
        try:
            return _READERS[table.kind](self, place, row.cells)
        except UnimportableError as error:
            return Refusal(place, error, table.kind)

    def _place(self, table: Table, row: Row | BrokenRow) -> str:
        values = {"file": self.source, "sheet": table.sheet, "line": row.line}
        if table.sheet:
            return _("%(file)s, sheet “%(sheet)s”, line %(line)d") % values
        return _("%(file)s, line %(line)d") % values

    def faq(self, place: str, cells: Mapping[str, str]) -> Draft:
        answer = read_answer(cells.get("answer", ""))
        return FaqDraft(
            **self._shared(place, cells, title="question", key=cells["question"]),
            other_questions=split_bars(cells.get("other_questions", "")),
            short_answer=cells.get("short_answer") or _beginning(answer),
            answer=answer,
            scripts=split_bars(cells.get("scripts", "")),
            translation_of=cells.get("translation_of", ""),
        )

    def script(self, place: str, cells: Mapping[str, str]) -> Draft:
        code = cells.get("short_code", "").lower()
        words = {channel: cells.get(channel.value, "") for channel in Channel}
        return ScriptDraft(
            **self._shared(place, cells, title="title", key=code or cells["title"]),
            short_code=code,
            scene=cells.get("scene", ""),
            stage=choice(Stage, cells.get("stage", "")),
            emotion=choice(Emotion, cells.get("emotion", "")),
            words={channel: text for channel, text in words.items() if text},
            notes=[
                (kind, text)
                for kind in NoteKind
                for text in split_bars(cells.get(kind.value, ""))
            ],
        )

    def placeholder(self, place: str, cells: Mapping[str, str]) -> Draft:
        kind = choice(PlaceholderKind, cells.get("kind", "")) or PlaceholderKind.TEXT
        values: dict[str, Any] = {
            name: cells.get(name, "")
            for name in ("label", "label_en", "sample", "sample_en", "choices")
        }
        values["kind"] = str(kind)
        values["is_required"] = yes_or_no(cells.get("required", ""))
        return PlaceholderDraft(place=place, name=cells["name"], values=values)

    def phrase(self, place: str, cells: Mapping[str, str]) -> Draft:
        kind = choice(PhraseKind, cells["kind"]) or PhraseKind.FORBIDDEN
        default = Severity.INFO if kind == PhraseKind.POLITE else Severity.WARN
        texts = ("better", "exceptions", "reason")
        return PhraseDraft(
            place=place,
            pattern=cells["pattern"],
            language=self.language(cells.get("language", "")),
            channel=choice(Channel, cells.get("channel", "")),
            values={
                **{name: cells.get(name, "") for name in texts},
                "kind": str(kind),
                "severity": choice(Severity, cells.get("severity", "")) or str(default),
            },
        )

    def rewriting(self, place: str, cells: Mapping[str, str]) -> Draft:
        return RewritingDraft(
            place=place,
            stiff=cells["stiff"],
            language=self.language(cells.get("language", "")),
            values={
                name: cells.get(name, "") for name in ("empathic", "note", "scene")
            },
        )

    def _shared(
        self, place: str, cells: Mapping[str, str], *, title: str, key: str
    ) -> dict[str, Any]:
        if not cells[title]:
            reason = _("The cell “%(name)s” is empty.")
            raise MalformedError(reason % {"name": title})
        return {
            "place": place,
            "source": self._source_of(key),
            "language": self.language(cells.get("language", "")),
            "title": cells[title],
            "tags": split_list(cells.get("tags", "")),
            "owner": cells.get("owner", ""),
        }

    def _source_of(self, key: str) -> str:
        """Return `file.csv#key`; the second row with a key is `key (2)`."""
        self.keys[key] += 1
        count = self.keys[key]
        source = f"{self.source}#{key}" + (f" ({count})" if count > 1 else "")
        return fit_source(source)


_READERS: Mapping[TableKind, Callable[[_Drafter, str, Mapping[str, str]], Draft]] = {
    TableKind.FAQ: _Drafter.faq,
    TableKind.SCRIPT: _Drafter.script,
    TableKind.PLACEHOLDER: _Drafter.placeholder,
    TableKind.PHRASE: _Drafter.phrase,
    TableKind.REWRITING: _Drafter.rewriting,
}


def fit_source(source: str) -> str:
    """Return the source in what the database keeps, different ones still different."""
    if len(source) <= _MAX_SOURCE:
        return source
    digest = sha256(source.encode()).hexdigest()[:12]
    return f"{source[: _MAX_SOURCE - 13]}~{digest}"


def _beginning(answer: str) -> str:
    """Return what of an answer can be said first: a paragraph, in whole sentences."""
    found = _PARAGRAPH.search(answer)
    paragraph = get_text_for_indexing(found[0]) if found else ""
    if len(paragraph) <= _MAX_SHORT_ANSWER:
        return paragraph
    whole = _SENTENCE.match(paragraph[:_MAX_SHORT_ANSWER])
    return whole[0] if whole else paragraph[:_MAX_SHORT_ANSWER]

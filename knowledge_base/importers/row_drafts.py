"""The cells of one row, read into a draft."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
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
from knowledge_base.importers.csv_records import BrokenRow
from knowledge_base.importers.drafts import (
    Draft,
    FaqDraft,
    PhraseDraft,
    PlaceholderDraft,
    Refusal,
    RewritingDraft,
    ScriptDraft,
)
from knowledge_base.importers.lists import choice, split_bars, split_list, yes_or_no
from knowledge_base.importers.tables import Row, Table, TableKind
from knowledge_base.models import Faq, Script

_MAX_SOURCE = 255
_QUESTION = Faq._meta.get_field("question")
_TITLE = Script._meta.get_field("title")
_MAX_SHORT_ANSWER = 500
_PARAGRAPH = re.compile(r"<p>.*?</p>", re.DOTALL)
_SENTENCE = re.compile(r".*[。！？.!?]", re.DOTALL)


@dataclass
class Drafter:
    """Reads rows of one file; remembers keys, so that no two items share a source."""

    source: str
    language: Callable[[str], str]
    keys: Counter[str] = field(default_factory=Counter)

    def read(self, table: Table, row: Row | BrokenRow) -> Draft | Refusal:
        """Return what a row says, or why it cannot be taken in."""
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
        """Return an FAQ entry."""
        answer = read_answer(cells.get("answer", ""))
        return FaqDraft(
            **self._shared(place, cells, title=_QUESTION, key=cells["question"]),
            other_questions=split_bars(cells.get("other_questions", "")),
            short_answer=cells.get("short_answer") or _beginning(answer),
            answer=answer,
            scripts=split_bars(cells.get("scripts", "")),
            translation_of=cells.get("translation_of", ""),
        )

    def script(self, place: str, cells: Mapping[str, str]) -> Draft:
        """Return a script."""
        code = cells.get("short_code", "").lower()
        words = {channel: cells.get(channel.value, "") for channel in Channel}
        return ScriptDraft(
            **self._shared(place, cells, title=_TITLE, key=code or cells["title"]),
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
        """Return a placeholder."""
        kind = choice(PlaceholderKind, cells.get("kind", "")) or PlaceholderKind.TEXT
        values: dict[str, Any] = {
            name: cells.get(name, "")
            for name in ("label", "label_en", "sample", "sample_en", "choices")
        }
        values["kind"] = str(kind)
        values["is_required"] = yes_or_no(cells.get("required", ""))
        return PlaceholderDraft(place=place, name=cells["name"], values=values)

    def phrase(self, place: str, cells: Mapping[str, str]) -> Draft:
        """Return a phrase rule."""
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
                "is_opener": yes_or_no(cells.get("opener") or "no"),
            },
        )

    def rewriting(self, place: str, cells: Mapping[str, str]) -> Draft:
        """Return a rewriting pair."""
        return RewritingDraft(
            place=place,
            stiff=cells["stiff"],
            language=self.language(cells.get("language", "")),
            values={
                name: cells.get(name, "") for name in ("empathic", "note", "scene")
            },
        )

    def _shared(
        self, place: str, cells: Mapping[str, str], *, title: Any, key: str
    ) -> dict[str, Any]:
        if not cells[title.name]:
            reason = _("The cell “%(name)s” is empty.")
            raise MalformedError(reason % {"name": title.verbose_name})
        source = self._source_of(key)
        said = _("Another row above has the same name; both are taken in.")
        return {
            "place": place,
            "source": source,
            "remarks": [said] if self.keys[key] > 1 else [],
            "language": self.language(cells.get("language", "")),
            "title": cells[title.name],
            "tags": split_list(cells.get("tags", "")),
            "owner": cells.get("owner", ""),
        }

    def _source_of(self, key: str) -> str:
        """Return `file.csv#key`; the second row with a key is `key (2)`."""
        self.keys[key] += 1
        count = self.keys[key]
        source = f"{self.source}#{key}" + (f" ({count})" if count > 1 else "")
        return fit_source(source)


_READERS: Mapping[TableKind, Callable[[Drafter, str, Mapping[str, str]], Draft]] = {
    TableKind.FAQ: Drafter.faq,
    TableKind.SCRIPT: Drafter.script,
    TableKind.PLACEHOLDER: Drafter.placeholder,
    TableKind.PHRASE: Drafter.phrase,
    TableKind.REWRITING: Drafter.rewriting,
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

"""What a version says, read from the version itself: its texts, and what it points at.

No object is made of it: that would ask the database for each key, and lose what is gone.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from knowledge_base.enums import Channel, NoteKind
from knowledge_base.models.article import ArticlePage
from knowledge_base.models.faq import Faq
from knowledge_base.models.script import Script

Content = Mapping[str, Any]
_BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "tr"}


class Text(NamedTuple):
    """A part of a version, under the same name in each version."""

    name: str
    label: str
    text: str


class Reference(NamedTuple):
    """What a version points at: `link` with an address, other kinds with a key."""

    kind: str
    key: str


@dataclass
class Wording:
    """All that a version says."""

    texts: list[Text] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)

    def add(self, name: str, label: object, text: object) -> None:
        """Add a part, unless it is empty."""
        if said := str(text or "").strip():
            self.texts.append(Text(name, capfirst(str(label)), said))

    def point(self, kind: str, *keys: object) -> None:
        """Add what is pointed at, each once."""
        found = (Reference(kind, str(key)) for key in keys if key)
        self.references += [ref for ref in found if ref not in self.references]

    def add_rich(self, name: str, label: object, *html: str) -> None:
        """Add the words of rich texts, and point at where their links lead."""
        texts = []
        for part in html:
            parser = _RichText()
            parser.feed(part)
            parser.close()
            texts.append("".join(parser.words).strip())
            for reference in parser.references:
                self.point(*reference)
        self.add(name, label, "\n\n".join(filter(None, texts)))


def wording_of(model: type[Model], content: Content) -> Wording:
    """Return what a version of an article, FAQ entry or script says."""
    wording = Wording()
    _READ[model](wording, content)
    wording.point("tag", *(row["tag"] for row in content.get("tagged_items") or []))
    return wording


def says_same(model: type[Model], one: Content, other: Content) -> bool:
    """Tell whether two versions say the same to a reader; of other models, all."""
    if model not in _READ:
        return one == other
    first, second = wording_of(model, one), wording_of(model, other)
    return first.texts == second.texts and set(first.references) == set(
        second.references
    )


class _RichText(HTMLParser):
    """Reads the words, a line for each paragraph, and the references."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.references: list[Reference] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        values = dict(attrs)
        kind = values.get("linktype") or values.get("embedtype")
        if kind in {"page", "document", "image"}:
            self.references.append(Reference(kind, values.get("id") or ""))
        elif tag in {"a", "embed"}:
            address = values.get("href") or values.get("url") or ""
            self.references.append(Reference("link", address))
        elif tag == "br":
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _read_article(wording: Wording, content: Content) -> None:
    _add_fields(wording, ArticlePage, content, "title", "summary")
    body = content.get("body") or "[]"
    blocks = json.loads(body) if isinstance(body, str) else body
    html = [part for block in blocks for part in _read_block(wording, block)]
    wording.add_rich("body", ArticlePage._meta.get_field("body").verbose_name, *html)  # type: ignore[union-attr] # a field of its own


def _read_block(wording: Wording, block: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a block says as rich text; note what it points at."""
    kind, value = block["type"], block["value"]
    if kind in {"script", "faq", "document"}:
        wording.point(kind, value)
    elif kind == "image":
        wording.point("image", value.get("image") if isinstance(value, dict) else value)
    elif kind == "text":
        yield str(value)
    elif kind == "callout":
        yield str(value["text"])
    elif kind == "table":
        yield from _read_table(value)
    else:
        yield _escaped(value.get("text") if isinstance(value, dict) else value)


def _read_table(value: Mapping[str, Any]) -> Iterator[str]:
    yield _escaped(value.get("caption"))
    heads = [column.get("heading") for column in value.get("columns", [])]
    for cells in (heads, *(row.get("values", []) for row in value.get("rows", []))):
        yield _escaped(" | ".join(str(cell or "") for cell in cells))


def _escaped(text: object) -> str:
    return str(text or "").replace("&", "&amp;").replace("<", "&lt;")


def _read_faq(wording: Wording, content: Content) -> None:
    _add_fields(wording, Faq, content, "question")
    wording.add("others", _("Other ways to ask"), _lines(content, "other_questions"))
    _add_fields(wording, Faq, content, "short_answer")
    label = Faq._meta.get_field("answer").verbose_name  # type: ignore[union-attr] # a field of its own
    wording.add_rich("answer", label, content.get("answer") or "")
    links = content.get("script_links") or []
    wording.point("script", *(row["script"] for row in links))


def _read_script(wording: Wording, content: Content) -> None:
    names = ("title", "short_code", "scene", "stage", "emotion")
    _add_fields(wording, Script, content, *names)
    for channel in Channel:
        rows = [r for r in content.get("variants") or [] if r["channel"] == channel]
        words = "\n".join(row["text"] for row in rows)
        wording.add(f"variant-{channel.value}", channel.label, words)
    for kind in NoteKind:
        notes = [r for r in content.get("notes") or [] if r["kind"] == kind]
        wording.add(f"note-{kind.value}", kind.label, _joined(notes))


_READ: Mapping[type[Model], Callable[[Wording, Content], None]] = {
    ArticlePage: _read_article,
    Faq: _read_faq,
    Script: _read_script,
}


def _add_fields(
    wording: Wording, model: type[Model], content: Content, *names: str
) -> None:
    for name in names:
        found: Any = model._meta.get_field(name)
        value = content.get(name) or ""
        shown = dict(found.flatchoices).get(value, value)
        wording.add(name, found.verbose_name, shown)


def _lines(content: Content, name: str) -> str:
    return _joined(content.get(name) or [])


def _joined(rows: Iterable[Mapping[str, Any]]) -> str:
    return "\n".join(str(row["text"]) for row in rows)

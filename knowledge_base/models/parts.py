"""The texts of an item, one by one, as somebody who proposes a change edits them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from knowledge_base.enums import Channel, NoteKind
from knowledge_base.models.article import ArticlePage
from knowledge_base.models.faq import Faq, FaqQuestion
from knowledge_base.models.script import Script, ScriptNote, ScriptVariant
from knowledge_base.wording import html_of, lines_of

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

LONGEST_TEXT = 20_000
_NOTES = {"do": NoteKind.DO, "dont": NoteKind.DONT}
_RICH = ("text", "callout")


@dataclass(frozen=True)
class Part:
    """One text: under which name, for whom, how long it may be, and its words."""

    name: str
    label: "_StrOrPromise"
    text: str
    longest: int = LONGEST_TEXT
    longest_line: int = 0
    is_required: bool = False
    is_line: bool = False
    help_text: "_StrOrPromise" = ""

    @property
    def channel(self) -> str:
        """The channel, of words to say."""
        return self.name if self.name in Channel.values else ""


def clean_text(text: str) -> str:
    """Return a text as it is compared: line ends of one kind, no blanks at the ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def texts_of(content: Any) -> dict[str, str]:
    """Return the texts of an item by the names of its parts."""
    return {part.name: part.text for part in parts_of(content)}


@singledispatch
def parts_of(content: Any) -> list[Part]:
    """Return the parts of an article, FAQ entry or script, a blank one's too."""
    raise TypeError(content)


@singledispatch
def put_texts(content: Any, texts: Mapping[str, str]) -> None:
    """Give an item these texts; what is not among them stays. Nothing is saved."""
    raise TypeError(content, texts)


@parts_of.register
def _of_script(script: Script) -> list[Part]:
    words = {variant.channel: variant.text for variant in script.variants.all()}
    lines = _("One thought a line.")
    return [
        _line(script, "title", is_required=True),
        _line(script, "scene"),
        *(
            Part(channel, label, clean_text(words.get(channel, "")))
            for channel, label in Channel.choices
        ),
        Part("do", _("Do"), _notes(script, "do"), longest_line=300, help_text=lines),
        Part(
            "dont",
            _("Don't"),
            _notes(script, "dont"),
            longest_line=300,
            help_text=lines,
        ),
    ]


@put_texts.register
def _to_script(script: Script, texts: Mapping[str, str]) -> None:
    _put_fields(script, texts, ("title", "scene"))
    variants = {variant.channel: variant for variant in script.variants.all()}
    for channel in Channel.values:
        if channel not in texts:
            continue
        if text := clean_text(texts[channel]):
            variant = variants.setdefault(channel, ScriptVariant(channel=channel))
            variant.text = text
        else:
            variants.pop(channel, None)
    _put_rows(script, "variants", list(variants.values()))
    kept = [
        n for n in script.notes.all() if n.kind not in {_NOTES.get(t) for t in texts}
    ]
    for name, kind in _NOTES.items():
        if name in texts:
            kept += [ScriptNote(kind=kind, text=line) for line in _split(texts[name])]
    _put_rows(script, "notes", kept)


@parts_of.register
def _of_faq(faq: Faq) -> list[Part]:
    short: Any = faq._meta.get_field("short_answer")
    answer: Any = faq._meta.get_field("answer")
    others = "\n".join(other.text for other in faq.other_questions.all())
    paragraphs = _("Each line is a paragraph; “- ” begins an item of a list.")
    return [
        _line(faq, "question", is_required=True),
        Part(
            "others",
            _("Other ways to ask"),
            clean_text(others),
            longest_line=200,
            help_text=_("One a line."),
        ),
        Part(
            "short_answer",
            short.verbose_name,
            clean_text(faq.short_answer),
            longest=500,
            is_required=True,
        ),
        Part(
            "answer",
            answer.verbose_name,
            lines_of(faq.answer),
            help_text=paragraphs,
        ),
    ]


@put_texts.register
def _to_faq(faq: Faq, texts: Mapping[str, str]) -> None:
    _put_fields(faq, texts, ("question", "short_answer"))
    if "answer" in texts:
        faq.answer = html_of(clean_text(texts["answer"]), faq.answer)
    if "others" in texts:
        known = {other.text: other for other in faq.other_questions.all()}
        lines = _split(texts["others"])
        others = [known.get(line) or FaqQuestion(text=line) for line in lines]
        _put_rows(faq, "other_questions", others)


@parts_of.register
def _of_article(page: ArticlePage) -> list[Part]:
    summary: Any = page._meta.get_field("summary")
    return [
        _line(page, "title", is_required=True, longest=255),
        Part("summary", summary.verbose_name, clean_text(page.summary), longest=300),
        *_blocks(page),
    ]


def _blocks(page: ArticlePage) -> Iterator[Part]:
    labels = {"heading": _("Heading"), "text": _("Text"), "callout": _("Callout")}
    for place, raw in enumerate(page.body.raw_data):
        if raw["type"] == "heading":
            text = clean_text(str(raw["value"]["text"]))
            yield Part(
                _block_name(raw, place), labels["heading"], text, 200, is_line=True
            )
        elif raw["type"] in _RICH:
            text = lines_of(_markup(raw))
            yield Part(_block_name(raw, place), labels[raw["type"]], text)


@put_texts.register
def _to_article(page: ArticlePage, texts: Mapping[str, str]) -> None:
    _put_fields(page, texts, ("title", "summary"))
    body = []
    stored = page.body.get_prep_value()
    for place, (raw, block) in enumerate(zip(page.body.raw_data, stored, strict=True)):
        text = texts.get(_block_name(raw, place))
        if text is None:
            body.append(block)
        elif text := clean_text(text):  # an emptied block goes
            body.append({**block, "value": _block_value(raw, text)})
    page.body = page.body.stream_block.to_python(body)


def _block_value(raw: Mapping[str, Any], text: str) -> Any:
    if raw["type"] == "heading":
        return {**raw["value"], "text": " ".join(text.split())}
    html = html_of(text, _markup(raw))
    return html if raw["type"] == "text" else {**raw["value"], "text": html}


def _block_name(raw: Mapping[str, Any], place: int) -> str:
    return f"block-{raw.get('id') or place}"


def _markup(raw: Mapping[str, Any]) -> str:
    value = raw["value"]["text"] if raw["type"] == "callout" else raw["value"]
    return str(value)


def _line(
    content: Any, name: str, *, is_required: bool = False, longest: int = 0
) -> Part:
    field = content._meta.get_field(name)
    return Part(
        name,
        field.verbose_name,
        clean_text(getattr(content, name)),
        longest or field.max_length,
        is_required=is_required,
        is_line=True,
    )


def _put_fields(content: Any, texts: Mapping[str, str], names: tuple[str, ...]) -> None:
    for name in names:
        if name in texts:
            setattr(content, name, clean_text(texts[name]))


def _notes(script: Script, name: str) -> str:
    return "\n".join(script.notes_of(_NOTES[name]))


def _split(text: str) -> list[str]:
    """Return the lines, each once."""
    lines = (line.strip() for line in clean_text(text).split("\n"))
    return [*dict.fromkeys(line for line in lines if line)]


def _put_rows(content: Any, name: str, rows: list[Any]) -> None:
    """Give an item these children, in this order."""
    for place, row in enumerate(rows):
        row.sort_order = place
    setattr(content, name, rows)

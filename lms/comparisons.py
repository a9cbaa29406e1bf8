"""Comparisons in Wagtail's admin that mark characters of Chinese, and changed links."""

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin import compare

from lms.differences import Passage, differences

_MARKS: Mapping[str, tuple[str, str, str]] = {
    "removed": ("del", "deletion", "\u2212"),
    "added": ("ins", "addition", "+"),
}


def install() -> None:
    """Put these in place of Wagtail's two functions.

    All its comparisons of texts, rich texts and blocks go through them, and it lets
    nobody say which are taken.
    """
    compare.diff_text = MarkedDifferences
    compare.text_from_html = text_with_links


class MarkedDifferences:
    """Both texts in one, with a sign and a color at each change."""

    def __init__(self, before: str | None, after: str | None) -> None:
        self.passages = differences(before or "", after or "")

    def to_html(self, *_args: object, **_kwargs: object) -> SafeString:
        """Return the markup that Wagtail's style sheet knows."""
        return format_html_join("", "{}", ((_marked(p),) for p in self.passages))


def text_with_links(html: object) -> str:
    """Return the text of some HTML, with where each link leads behind it."""
    reader = _LinkedText()
    reader.feed(str(html))
    reader.close()
    return "".join(reader.words).strip()


class _LinkedText(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "a":
            self.targets.append(_target(dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.targets:
            self.words.append(f" ⟨{self.targets.pop()}⟩")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _target(attributes: Mapping[str, Any]) -> str:
    if "href" in attributes:
        return str(attributes["href"])
    if "id" in attributes:
        return f"{attributes.get('linktype', '')} {attributes['id']}".strip()
    return _("no address")


def _marked(passage: Passage) -> str | SafeString:
    if passage.kind == "same":
        return passage.text
    tag, name, sign = _MARKS[passage.kind]
    markup = (
        '<{0}><span class="{1}"><span aria-hidden="true">{2}</span>{3}</span></{0}>'
    )
    return format_html(markup, SafeString(tag), name, sign, passage.text)

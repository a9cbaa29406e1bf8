"""The components that a page shows by the dozen, without a template for each.

Twenty results are sixty includes, and those took longer than finding the results.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.templatetags.static import static
from django.utils.formats import date_format, number_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import get_language

from lms.addresses import address, address_of
from lms.prepared import Memo

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """Show a symbol of lms/icons.svg; for a name that it has not, a book."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"></use></svg>',
        static("lms/icons.svg"),
        name if name in _symbols() else "book",
    )


@cache
def _symbols() -> frozenset[str]:
    sprite = Path(__file__).parents[1] / "static" / "lms" / "icons.svg"
    return frozenset(re.findall(r'<symbol id="([a-z-]+)"', sprite.read_text()))


@register.simple_tag
@lru_cache(maxsize=256)
def kind(name: str, label: str) -> SafeString:
    """Show what kind of content something is."""
    return format_html(
        '<span class="kind kind--{}">{}{}</span>', name, icon(name), label
    )


@register.simple_tag
def day(moment: datetime | None, name: str = "") -> SafeString:
    """Show the day of a moment, in the reader's zone and language; `name` is for CSS."""
    if moment is None:
        return mark_safe("")
    return _day(moment, get_current_timezone(), get_language(), name)


@lru_cache(maxsize=4096)
def _day(
    moment: datetime, zone: tzinfo, _language: str | None, name: str
) -> SafeString:
    local = localtime(moment, zone)
    shown = date_format(local.date())
    named = f'class="{escape(name)}" ' if name else ""
    html = f'<time {named}datetime="{local.isoformat()}">{escape(shown)}</time>'
    return mark_safe(html)  # noqa: S308 (escaped)


@register.simple_tag(name="address_of")
def key_address(name: str, key: object) -> str:
    """Return the path of the page with this name for a row, as `url` does, but known."""
    return address_of(name, key)


@register.simple_tag
def hit_item(hit: Any, number: int = 0) -> SafeString:
    """Show a search hit, a row of the newest, or a suggestion, with its key if it has one."""
    passage = getattr(hit, "passage_html", "")
    badge = getattr(hit, "badge", "")
    place = getattr(hit, "place", "")
    search = address("lms:search")
    html = (
        f'<li class="hit"><div class="hit__head">{_key(number)}'
        f'<h3 class="hit__title"><a class="hit__link" href="{escape(hit.url)}" data-hit>'
        f"{conditional_escape(hit.title_html)}</a></h3>"
        f"{kind(hit.kind, hit.kind_label)}</div>"
        + (
            f'<p class="hit__passage">{conditional_escape(passage)}</p>'
            if passage
            else ""
        )
        + '<div class="hit__facts">'
        + (f"<span>{escape(badge)}</span> " if badge else "")
        + (f"<strong>{escape(place)}</strong> " if place else "")
        + " ".join(_tag(name, search) for name in getattr(hit, "tags", ()))
        + f" {day(getattr(hit, 'updated_at', None))}</div></li>"
    )
    return mark_safe(html)  # noqa: S308 (each part is escaped above)


def _key(number: int) -> str:
    """Return the digit that picks the hit."""
    if not 0 < number < 10:  # noqa: PLR2004 (there are nine digits to press)
        return ""
    return f'<kbd class="hit__number" aria-hidden="true">{number}</kbd>'


@register.simple_tag
def brief_item(hit: Any, date_class: str = "") -> SafeString:
    """Show one line of a short list: kind, title and, with a class for it, the day."""
    dated = day(getattr(hit, "updated_at", None), date_class) if date_class else ""
    html = (
        f'<li class="newest__item">{kind(hit.kind, hit.kind_label)}'
        f'<a class="newest__link" href="{escape(hit.url)}" data-hit>'
        f"{conditional_escape(hit.title_html)}</a>{dated}</li>"
    )
    return mark_safe(html)  # noqa: S308 (each part is escaped above)


@register.simple_tag
def kind_link(choice: Any, css_class: str = "") -> SafeString:
    """Show a kind, or a list of one's own, to narrow results to."""
    prefix = "list" if choice.count is None else "kind"
    classes = f"kinds__item {css_class}".rstrip()
    html = (
        f'<a class="{escape(classes)}" id="{prefix}-{escape(choice.name)}"'
        f' href="{escape(choice.url)}"'
        + (' aria-current="true"' if choice.is_chosen else "")
        + f">{escape(choice.label)}{_amount(choice.count, 'kinds__count')}</a>"
    )
    return mark_safe(html)  # noqa: S308 (each part is escaped above)


@register.simple_tag
def tag_chip(choice: Any) -> SafeString:
    """Show a tag to narrow results by."""
    html = (
        f'<li><a class="chip" href="{escape(choice.url)}">'
        f"#{escape(choice.label)}{_amount(choice.count, 'chip__count')}</a></li>"
    )
    return mark_safe(html)  # noqa: S308 (each part is escaped above)


def _amount(count: int | None, css_class: str) -> str:
    if count is None:
        return ""
    return f' <span class="{css_class}">{_number(count, get_language())}</span>'


@lru_cache(maxsize=1024)
def _number(count: int, _language: str | None) -> str:
    return escape(number_format(count))


@register.simple_tag
def tag_links(tags: Iterable[Any]) -> SafeString:
    """Show the tags of an item, each with what else has it."""
    search = address("lms:search")
    return mark_safe("".join(_chip(tag.name, search) for tag in tags))  # noqa: S308 (escaped there)


@lru_cache(maxsize=4096)
def _chip(name: str, path: str) -> str:
    query = escape(urlencode({"tag": name}))
    return f'<li><a class="chip" href="{path}?{query}">#{escape(name)}</a></li>'


@lru_cache(maxsize=4096)
def _tag(name: str, path: str) -> str:
    query = escape(urlencode({"tag": name}))
    return f'<a href="{path}?{query}">#{escape(name)}</a>'


class _Fixed(template.Node):
    """What is the same for everybody who reads a language, rendered once for each."""

    def __init__(
        self, nodelist: template.NodeList, values: Mapping[str, FilterExpression]
    ) -> None:
        self.nodelist = nodelist
        self._values = values
        self._rendered: Memo[SafeString] = Memo()

    def render(self, context: template.Context) -> SafeString:
        """Return the markup; inside there is nothing but the named values."""
        values = {name: each.resolve(context) for name, each in self._values.items()}
        return self._rendered.get(
            (get_language(), *values.values()),
            lambda: self.nodelist.render(context.new(values)),
        )


@register.tag
def fixed(parser: Parser, token: Token) -> _Fixed:
    """Render what stands up to `{% endfixed %}` once for each language and these values.

    `{% fixed name=user.name %}`: the values must be hashable. Nothing else of the page
    is known inside: no request, no token, no time zone. Half of what a page says is the
    same for everybody, and translating it took longer than answering.
    """
    _name, *words = token.split_contents()
    values = token_kwargs(words, parser)
    nodelist = parser.parse(("endfixed",))
    parser.delete_first_token()
    return _Fixed(nodelist, values)

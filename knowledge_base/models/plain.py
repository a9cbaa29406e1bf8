"""The text of rich text, as people read it."""

import re
from functools import lru_cache
from html import unescape

from wagtail.rich_text import get_text_for_indexing

_SHORT = 4_000  # characters: what is remembered stays below some megabytes
_TAG = (
    r"</?(?:p|h[1-6]|a|b|i|s|em|strong|code|sub|sup|ul|ol|li|blockquote|br|hr)"
    r'(?:\s+[\w-]+="[^"<>]*")*\s*/?>'
)
# What the editor writes needs no parser to be read.
_PLAIN_MARKUP = re.compile(rf"[^<&]*(?:(?:{_TAG}|&(?:[a-z]+|#[0-9]+);)[^<&]*)*")
_ENDS_A_BLOCK = re.compile(r"</(?:p|h\d|li|blockquote)>|<[bh]r\s*/>")
_ANY_TAG = re.compile("<[^>]*>")


def plain_text(markup: str) -> str:
    """Return what Wagtail would put into its index; what was asked lately is known.

    A page reads its own three times, and whoever saves it twice more.
    """
    if len(markup) > _SHORT:
        return _stripped(markup)
    return _remembered(markup)


@lru_cache(maxsize=1024)
def _remembered(markup: str) -> str:
    return _stripped(markup)


def _stripped(markup: str) -> str:
    if _PLAIN_MARKUP.fullmatch(markup) is None:
        return get_text_for_indexing(markup)
    parted = _ENDS_A_BLOCK.sub(" ", markup)
    return unescape(_ANY_TAG.sub("", parted).strip())

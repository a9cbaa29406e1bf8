"""Markdown as we read it: a syntax tree, from which nothing is missing.

Beyond CommonMark there are tables. HTML comes out as text; so do links to elsewhere
than the web, mail or telephone, and reference definitions, which would vanish.
Indented text is text: in what people paste, four spaces are not code.
"""

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.tree import SyntaxTreeNode

_ALLOWED_LINK = re.compile(r"(?:https?://|mailto:|tel:)\S", re.IGNORECASE)
_LINE_MARKER = re.compile(
    r"\s*(?:\d+[.、)）]|[(（][\d一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|[-*•·●◆])"
)
_CHINESE = re.compile(
    r"[\u2018-\u201d\u2026\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
)
_MAX_NESTING = 60


def parse(text: str) -> SyntaxTreeNode:
    """Return the tree of a text."""
    return SyntaxTreeNode(_parser().parse(text))


def is_line_end(before: str, after: str) -> bool:
    """Tell whether a single line end was meant as one.

    English is wrapped wherever a line is full; Chinese is not, and lists that Markdown
    does not know, such as 一、 or (1), live from their line ends.
    """
    if _LINE_MARKER.match(after):
        return True
    return bool(_CHINESE.match(before[-1:]) or _CHINESE.match(after[:1]))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _MAX_NESTING})
    parser.enable("table").disable(["code", "reference"])
    parser.inline.ruler.before("emphasis", "product", _product)
    parser.validateLink = _is_allowed_link  # type: ignore[method-assign] # its own way
    parser.normalizeLink = _as_written  # type: ignore[method-assign] # its own way
    return parser


def _is_allowed_link(url: str) -> bool:
    return _ALLOWED_LINK.match(url) is not None


def _as_written(url: str) -> str:
    return url


def _product(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (the parser's)
    """Take the star of 5*3 as a star."""
    around = state.src[max(0, state.pos - 1) : state.pos + 2]
    if not re.fullmatch(r"\w\*\w", around, re.ASCII):
        return False
    if not silent:
        state.pending += "*"
    state.pos += 1
    return True

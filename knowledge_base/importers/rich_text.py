"""From the tree of a Markdown text to the rich text that Wagtail's editor can edit."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import escape
from markdown_it.tree import SyntaxTreeNode as Node

from knowledge_base.importers.markdown import is_line_end

_BREAK = "<br/>"
_MARKS = {"strong": "b", "em": "i"}


@dataclass(frozen=True)
class Features:
    """What a field may hold, and how its line ends are meant."""

    has_headings: bool = False
    has_lists: bool = True
    has_code: bool = False
    keeps_line_ends: bool = False


def blocks(node: Node, features: Features) -> Iterator[str]:
    """Yield the HTML of a node, paragraph by paragraph, list by list."""
    if node.type in {"bullet_list", "ordered_list"}:
        yield from _list(node, features)
    elif is_heading(node):
        yield from _heading(node, features)
    elif node.type == "table":
        yield from (f"<p>{escape(' | '.join(row))}</p>" for row in table_rows(node))
    elif node.type == "fence":
        yield _paragraph(_code_lines(node, features))
    elif node.type == "blockquote":
        for child in node.children:
            yield from blocks(child, features)
    elif node.children:
        yield from _paragraphs(node, features)


def is_heading(node: Node) -> bool:
    """Tell whether it is a heading; several lines over a rule are a paragraph."""
    return node.type == "heading" and "\n" not in node.children[0].content


def inline_html(node: Node, features: Features) -> str:
    """Return the HTML of what stands in one paragraph, heading or cell."""
    html = "".join(_inline(child, features) for child in node.children)
    lines = [line.strip() for line in html.split(_BREAK)]
    return _BREAK.join(lines).removeprefix(_BREAK).strip()


def plain_text(node: Node) -> str:
    """Return the text of one paragraph, heading or cell, addresses of links included."""
    return " ".join("".join(map(_plain, node.children)).split())


def table_rows(node: Node) -> list[list[str]]:
    """Return the cells of a table, its head first."""
    return [
        [plain_text(cell) for cell in row.children]
        for part in node.children
        for row in part.children
    ]


def _paragraphs(node: Node, features: Features) -> Iterator[str]:
    html = inline_html(node, features)
    parts = html.split(_BREAK) if features.keeps_line_ends else [html]
    yield from (_paragraph([part]) for part in parts if part)


def _paragraph(lines: list[str]) -> str:
    return f"<p>{_BREAK.join(lines)}</p>"


def _heading(node: Node, features: Features) -> Iterator[str]:
    html = inline_html(node, features)
    if html and features.has_headings:
        level = "h3" if node.tag in {"h1", "h2", "h3"} else "h4"
        yield f"<{level}>{html}</{level}>"
    elif html:
        yield f"<p><b>{html}</b></p>"


def _code_lines(node: Node, features: Features) -> list[str]:
    # The word behind the fence is nobody's to throw away.
    lines = [*filter(None, [node.info.strip()]), *node.content.rstrip().split("\n")]
    return [_code(line, features) for line in lines]


def _code(text: str, features: Features) -> str:
    html = escape(text)
    return f"<code>{html}</code>" if features.has_code and text.strip() else html


def _list(node: Node, features: Features) -> Iterator[str]:
    numbers = _shown_numbers(node)
    if features.has_lists and numbers is None:
        items = "".join(_item(child, features) for child in node.children)
        tag = "ul" if node.type == "bullet_list" else "ol"
        yield f"<{tag}>{items}</{tag}>"
        return
    for number, item in zip(numbers or _numbers(node), node.children, strict=True):
        yield from _as_paragraphs(number, item, features)


def _numbers(node: Node) -> list[str]:
    # A bullet has no number, only its sign.
    return [f"{item.info}{item.markup}" for item in node.children]


def _shown_numbers(node: Node) -> list[str] | None:
    """Return the numbers of a list that HTML would count differently, else None."""
    if node.type == "bullet_list":
        return None
    stated = [int(item.info) for item in node.children]
    counted = [*range(1, len(stated) + 1)]
    return None if stated in (counted, [1] * len(stated)) else _numbers(node)


def _item(node: Node, features: Features) -> str:
    texts: list[str] = []
    lists: list[str] = []
    for child in node.children:
        for html in blocks(child, features):
            is_list = html.startswith(("<ul>", "<ol>"))
            (lists if is_list else texts).append(html)
    return f"<li>{_BREAK.join(map(_unwrapped, texts))}{''.join(lists)}</li>"


def _unwrapped(html: str) -> str:
    """Return a paragraph without its tags; a heading becomes bold."""
    if html.startswith("<p>"):
        return html.removeprefix("<p>").removesuffix("</p>")
    return f"<b>{html[4:-5]}</b>"


def _as_paragraphs(number: str, item: Node, features: Features) -> Iterator[str]:
    found = [html for child in item.children for html in blocks(child, features)]
    first, *rest = (
        found if found and found[0].startswith("<p>") else ["<p></p>", *found]
    )
    yield f"<p>{number} {_unwrapped(first)}</p>"
    yield from rest


def _inline(node: Node, features: Features) -> str:
    if node.type in {"softbreak", "hardbreak"}:
        return _line_end(node, features)
    if node.type == "code_inline":
        return _code(node.content, features)
    if node.type == "image":
        return _image(node)
    inner = "".join(_inline(child, features) for child in node.children)
    if node.type == "link":
        return _link(node, inner)
    if node.type in _MARKS:
        tag = _MARKS[node.type]
        return f"<{tag}>{inner}</{tag}>"
    return inner or escape(node.content)


def _line_end(node: Node, features: Features) -> str:
    before, after = node.previous_sibling, node.next_sibling
    texts = (_plain(before) if before else "", _plain(after) if after else "")
    is_meant = features.keeps_line_ends or is_line_end(*texts)
    return _BREAK if node.type == "hardbreak" or is_meant else " "


def _link(node: Node, inner: str) -> str:
    title = f" ({escape(node.attrs['title'])})" if node.attrs.get("title") else ""
    return f'<a href="{escape(node.attrs["href"])}">{inner}</a>{title}'


def _image(node: Node) -> str:
    # Pictures of other hosts are not fetched; the address stays.
    alt = "".join(map(_plain, node.children)) or str(node.attrs["src"])
    title = f" ({escape(node.attrs['title'])})" if node.attrs.get("title") else ""
    return f'<a href="{escape(node.attrs["src"])}">{escape(alt)}</a>{title}'


def _plain(node: Node) -> str:
    if node.type in {"softbreak", "hardbreak"}:
        return " "
    inner = "".join(map(_plain, node.children)) or node.content
    if node.type not in {"link", "image"}:
        return inner
    address = str(node.attrs.get("href") or node.attrs.get("src"))
    title = str(node.attrs.get("title") or "")
    extra = [part for part in (address, title) if part and part != inner]
    return f"{inner} ({' '.join(extra)})" if extra else inner

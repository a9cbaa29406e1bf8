"""What a browser loads for the first view of a page, as it comes over the line."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from posixpath import dirname, normpath

from benchmarks.browser import unpacked

_NAMED = re.compile(r'<(?:link|script|img|use)\b[^>]*?\b(?:href|src)="(/static/[^"#]+)')
_IMPORTED = re.compile(r'(?:\bfrom |\bimport |@import )"([\w./-]+)"')
_LATER = re.compile(r'(?:\bimport\(|\bdata-htmx=)"([\w./-]+)"')

Get = Callable[[str], bytes]


@dataclass(frozen=True)
class Weight:
    """Bytes of a page with its style sheets, scripts, what these import, and icons."""

    compressed: int
    own_script: int  # uncompressed, of our own making
    files: int
    later: int  # compressed: scripts that come when somebody presses something


def weigh(get: Get, path: str) -> Weight:
    """Load a page and what it names; `get` returns bodies as they are sent."""
    page = get(path)
    html = unpacked(page).decode()
    first = _with_imports(get, _NAMED.findall(html))
    called = [*_named_later(path, html)]
    for address, body in first.items():
        called += _named_later(address, unpacked(body).decode())
    later = _with_imports(get, called)
    return Weight(
        compressed=len(page) + sum(map(len, first.values())),
        own_script=sum(len(unpacked(first[a])) for a in first if _is_own_script(a)),
        files=1 + len(first),
        later=sum(len(body) for address, body in later.items() if address not in first),
    )


def _with_imports(get: Get, addresses: Sequence[str]) -> dict[str, bytes]:
    bodies: dict[str, bytes] = {}
    waiting = [*addresses]
    while waiting:
        address = waiting.pop()
        if address in bodies:
            continue
        bodies[address] = get(address)
        text = unpacked(bodies[address]).decode()
        waiting += _resolved(address, _IMPORTED.findall(text))
    return bodies


def _named_later(address: str, text: str) -> Iterable[str]:
    return _resolved(address, _LATER.findall(text))


def _resolved(address: str, names: Iterable[str]) -> list[str]:
    return [
        normpath(f"{dirname(address)}/{name}") if name[0] != "/" else name
        for name in names
    ]


def _is_own_script(address: str) -> bool:
    return address.endswith(".js") and "/lms/" in address

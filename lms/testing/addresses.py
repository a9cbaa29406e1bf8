"""The addresses that belong to a plugin, with something filled in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from lms.plugins.ownership import owner_of

_GAP = re.compile(r"<(?:(?P<kind>\w+):)?\w+>")
_FILLING = {"uuid": "00000000-0000-0000-0000-000000000000"}
_EXPRESSION = re.compile(r"[\\()^$]")


@dataclass(frozen=True, slots=True)
class Address:
    """One address of a plugin."""

    path: str
    is_admin: bool
    has_gaps: bool


def addresses_of(label: str) -> list[Address]:
    """Return all addresses of a plugin; each gap is filled with what may not exist."""
    return [
        Address(
            path="/" + _GAP.sub(lambda gap: _FILLING.get(gap["kind"], "1"), route),
            is_admin=route.startswith("admin/"),
            has_gaps=bool(_GAP.search(route)),
        )
        for route, view in _walk(get_resolver())
        if owner_of(view) == label and not _EXPRESSION.search(route)
    ]


def _walk(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern.callback
        else:
            yield from _walk(pattern, route)

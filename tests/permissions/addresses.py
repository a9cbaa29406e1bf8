"""All addresses of the site, from the resolver."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import URLPattern, get_resolver

SAMPLES = {"int": "1", "slug": "x", "str": "x", "path": "x"}


@dataclass(frozen=True)
class Address:
    """A pattern under its full name; one without a name goes by its route."""

    name: str
    route: str

    @property
    def sample(self) -> str:
        """An address that fits the pattern, with made-up keys."""
        return "/" + re.sub(
            r"<(?:(\w+):)?\w+>",
            lambda match: SAMPLES[match[1] or "str"],
            self.route.replace("^", "").rstrip("$"),
        )


@cache
def all_addresses() -> tuple[Address, ...]:
    return tuple(_walk(get_resolver().url_patterns))


def _walk(patterns, route="", spaces=()) -> Iterator[Address]:
    for pattern in patterns:
        below = route + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            name = ":".join([*spaces, pattern.name]) if pattern.name else f"/{below}"
            yield Address(name, below)
        else:
            space = [pattern.namespace] if pattern.namespace else []
            yield from _walk(pattern.url_patterns, below, (*spaces, *space))

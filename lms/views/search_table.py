"""What was found, as a table to take away."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from lms.exports import as_table
from lms.search.engine import MOST_RESULTS
from lms.search.results import SearchHit
from lms.views.asked import Asked

MOST_ROWS = 1_000
"""More is no list that somebody reads."""
Answer = Callable[[Asked, int], Mapping[str, Any]]
"""Answers one page with so many hits."""


def table_of(
    request: HttpRequest, asked: Asked, answer: Answer, kind: str
) -> HttpResponseBase:
    """Return all hits, not only those of a page, as far as this person may see them."""
    columns = {
        "kind_label": _("Kind"),
        "title": _("Title"),
        "passage": _("Passage"),
        "tags": _("Tags"),
        "updated_at": _("Updated"),
        "source": _("Source"),
        "url": _("Address"),
    }
    accessors = {
        "tags": lambda hit: ", ".join(hit.tags),
        "url": lambda hit: request.build_absolute_uri(hit.url),
    }
    hits = [*_hits(asked, answer)]
    return as_table(
        hits, columns=columns, accessors=accessors, name="search", kind=kind
    )


def _hits(asked: Asked, answer: Answer) -> Iterator[SearchHit]:
    for page in range(1, MOST_ROWS // MOST_RESULTS + 1):
        hits: Sequence[SearchHit] = answer(replace(asked, page=page), MOST_RESULTS)[
            "hits"
        ]
        yield from hits
        if len(hits) < MOST_RESULTS:
            return

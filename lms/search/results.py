"""What a search returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

from django.utils.safestring import SafeString

from lms.search.plan import QueryPlan


class Tier(IntEnum):
    """Where the words of a query stand; what is in a lower tier comes first."""

    TITLE = 0  # in the title, as they were typed
    NAMED = 1  # all of them in the title or the labels; a search server tells no NAMED
    TEXT = 2  # all of them somewhere
    RELATED = 3  # some of them


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One thing found, as it may be shown; `_html` is escaped, with `<mark>`."""

    rank: int  # from 1 on, through all pages
    kind: str
    kind_label: str
    pk: Any
    title: str
    title_html: SafeString
    passage: str
    passage_html: SafeString
    url: str
    source: str  # file name of an imported item, or nothing
    score: float  # the higher the better, within a tier
    tier: Tier
    tags: tuple[str, ...]
    updated_at: datetime | None
    badge: str
    place: str = ""  # where in it the passage stands, such as "page 12"


@dataclass(frozen=True, slots=True)
class Facets:
    """How many of all hits there are of each kind, and with each tag.

    Kinds are counted as if none had been chosen, so that a person can change over.
    """

    kinds: Mapping[str, int] = field(default_factory=dict)
    tags: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SearchResults:
    """One page of hits, and what is known of all of them.

    `hits` hold every word; `related`, only on a page that they do not fill, hold some.
    `total` counts all hits that this person may see, without the related.
    """

    plan: QueryPlan
    hits: tuple[SearchHit, ...] = ()
    total: int = 0
    related: tuple[SearchHit, ...] = ()
    facets: Facets = field(default_factory=Facets)
    notice: str = ""  # set when the answer is less than it should be
    remarks: tuple[str, ...] = ()  # on filters with a value that means nothing
    elapsed: float = 0.0  # seconds

    @property
    def everything(self) -> tuple[SearchHit, ...]:
        """The hits, and after them what is related."""
        return self.hits + self.related


@dataclass(frozen=True, slots=True)
class Correction:
    """A query that differs from what was typed by a slip or by its sound."""

    query: str
    words: tuple[str, ...]  # what was put in, as titles write it


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A result while typing: no more than its title and address."""

    kind: str
    kind_label: str
    pk: Any
    title: str
    title_html: SafeString
    url: str

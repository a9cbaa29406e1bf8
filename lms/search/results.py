"""What a search returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.safestring import SafeString

from lms.search.plan import QueryPlan


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One thing found, as it may be shown; `_html` is escaped, with `<mark>`."""

    rank: int  # from 1 on, through all pages
    kind: str
    kind_label: str
    obj: Model
    title: str
    title_html: SafeString
    passage: str
    passage_html: SafeString
    url: str
    source: str  # file name of an imported item, or nothing
    score: float  # the higher the better, within a tier
    tier: int  # 0: in a title as typed, 1: all words, 2: related
    tags: tuple[str, ...]
    updated_at: datetime | None
    badge: str
    place: str = ""  # where in it the passage stands, such as "page 12"

    @property
    def pk(self) -> Any:
        """The key of the object."""
        return self.obj.pk


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

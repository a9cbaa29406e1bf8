"""What the first page shows below the box: a person's lists, and what is new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from django.http import HttpRequest

from lms.access import Reader
from lms.search.highlight import Highlighter
from lms.search.lists import PersonalList, found_on, registered_lists
from lms.search.presenting import hits, load
from lms.search.results import SearchHit
from lms.search.scopes import scopes_for
from lms.views.choices import content_language
from lms.views.newest import Filters, count_kinds, dated, find_newest

NEWEST_SHOWN = 8
LISTED = 5


@dataclass(frozen=True)
class Shelf:
    """The top of one list."""

    list: PersonalList
    hits: Sequence[SearchHit]


@dataclass(frozen=True)
class Front:
    """What stands on the first page."""

    shelves: Sequence[Shelf]
    newest: Sequence[SearchHit]


def front_for(request: HttpRequest) -> Front:
    """Return it for the person who asks, read once for all sections of the page."""
    known = request.__dict__
    if "_front" not in known:
        filters = Filters(tuple(kinds_there(request)), locale=content_language())
        known["_front"] = front_of(request.user, filters)
    return known["_front"]


def kinds_there(request: HttpRequest) -> Mapping[str, int]:
    """Return how much there is of each kind that has anything, asked once."""
    known = request.__dict__
    if "_kinds" not in known:
        counts = count_kinds(request.user)
        known["_kinds"] = {kind: count for kind, count in counts.items() if count}
    return known["_kinds"]


def front_of(user: Reader, filters: Filters) -> Front:
    """Return each list of `user`, in all languages, and what is new.

    All is loaded together, so that a kind costs one query whatever stands where.
    """
    moments = find_newest(user, filters, limit=NEWEST_SHOWN)
    found = {each: found_on(each, user, limit=LISTED) for each in registered_lists()}
    wanted = {*moments, *chain.from_iterable(found.values())}
    loaded = load(wanted, scopes_for(user), brief=True)
    shelves = [
        Shelf(each, hits(rows, loaded, Highlighter(()), 1))
        for each, rows in found.items()
    ]
    return Front(shelves, dated(moments, loaded))

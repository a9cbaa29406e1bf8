"""What the first page shows below the box: a person's lists, and what is new."""

from collections.abc import Sequence
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
from lms.views.newest import Filters, dated, find_newest

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
        known["_front"] = front_of(request.user, content_language())
    return known["_front"]


def front_of(user: Reader, locale: str) -> Front:
    """Return each list of `user`, in all languages, and what is new in one.

    All is loaded together, so that a kind costs one query whatever stands where.
    """
    moments = find_newest(user, Filters(locale=locale), limit=NEWEST_SHOWN)
    found = {each: found_on(each, user, limit=LISTED) for each in registered_lists()}
    wanted = {*moments, *chain.from_iterable(found.values())}
    loaded = load(wanted, scopes_for(user), brief=True)
    shelves = [
        Shelf(each, hits(rows, loaded, Highlighter(()), 1))
        for each, rows in found.items()
    ]
    return Front(shelves, dated(moments, loaded))

"""Lists of one person, such as favorites: whoever keeps one names it to the host here.

A plugin or the knowledge base registers each in `apps.ready()`. A list says what is on
it; what of that a person may still see, and what is shown of it, the sources say.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model

from lms.access import Reader
from lms.plugins.gates import Gate
from lms.plugins.ownership import owner_of
from lms.search.highlight import Highlighter
from lms.search.presenting import Found, hits, load
from lms.search.results import SearchHit
from lms.search.scopes import scopes_for

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class PersonalList(ABC):
    """Content that belongs to a person in some way, in an order of its own."""

    name: str  # short and stable, such as "favorites"; stands in addresses
    label: "_StrOrPromise"
    hint: "_StrOrPromise" = ""  # how something gets on it, shown while it is empty

    @abstractmethod
    def keys(
        self, user: Reader, limit: int, offset: int = 0
    ) -> Sequence[tuple[type[Model], Any]]:
        """Return model and key of what is on the list of `user`, newest first.

        What the person may not read should be left out, so that pages are full.
        """

    @abstractmethod
    def count(self, user: Reader) -> int:
        """Return how much `keys` has in all."""


_lists: dict[str, PersonalList] = {}
_gate: Gate[PersonalList] = Gate(lambda found: owner_of(type(found)))


def register_list(personal_list: PersonalList) -> None:
    """Offer a list to everybody; the same class again replaces itself.

    Raises ImproperlyConfigured when another class has taken the name.
    """
    known = _lists.get(personal_list.name)
    if known is not None and type(known) is not type(personal_list):
        raise ImproperlyConfigured(
            f"The list {personal_list.name!r} of {type(personal_list).__name__} is "
            f"already taken by {type(known).__name__}."
        )
    _lists[personal_list.name] = personal_list


def unregister_list(name: str) -> None:
    """Take a list away; unknown names are ignored."""
    _lists.pop(name, None)


def registered_lists() -> tuple[PersonalList, ...]:
    """Return every list but those of plugins that are off, as they registered."""
    return _gate.through(_lists.values())


def find_list(name: str) -> PersonalList | None:
    """Return the list with this name, if there is one."""
    return next((found for found in registered_lists() if found.name == name), None)


def list_hits(
    which: PersonalList | str,
    user: Reader,
    *,
    limit: int,
    offset: int = 0,
    brief: bool = False,
) -> list[SearchHit]:
    """Return what is on a list and may be seen; `brief` leaves out text and tags.

    Raises KeyError for a name that no list has.
    """
    if isinstance(which, str):
        which = {known.name: known for known in registered_lists()}[which]
    found = found_on(which, user, limit=limit, offset=offset)
    loaded = load(found, scopes_for(user), brief=brief)
    return [*hits(found, loaded, Highlighter(()), offset + 1)]


def found_on(
    personal_list: PersonalList, user: Reader, *, limit: int, offset: int = 0
) -> list[Found]:
    """Return what is on a list, not loaded yet."""
    return [
        Found(ContentType.objects.get_for_model(model).pk, str(key))
        for model, key in personal_list.keys(user, limit, offset)
    ]

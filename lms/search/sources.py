"""What can be searched: each kind of content names itself to the engine here.

A plugin or the knowledge base registers one source for each kind in `apps.ready()`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, Q, QuerySet

from lms.access import Reader
from lms.plugins.gates import Gate
from lms.plugins.ownership import owner_of

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Presentation:
    """What a result shows of one object; `text` is plain, never markup.

    A source may leave `tags` out: the engine reads them, in one query for all kinds.
    """

    title: str
    url: str
    text: str = ""
    tags: tuple[str, ...] = ()
    source: str = ""  # file name of an imported item
    updated_at: datetime | None = None
    badge: str = ""
    parts: Sequence[int] = ()  # where in the text pages begin, if it has pages
    place: Callable[[int], tuple[str, str]] | None = None
    """Takes the number of a page; returns its name and its address."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A property by which people narrow results, such as the channel of a script.

    Kinds may share one by its name. `lookup` is a field of the model, or one of related
    rows of which at most one holds a value. Without `choices` it offers the values that
    are in use.
    """

    name: str  # in addresses
    label: "_StrOrPromise"
    lookup: str
    choices: Sequence[tuple[str, "_StrOrPromise"]] = ()


class SearchSource(ABC, Generic[M]):
    """One kind of content that the engine finds.

    The model must be indexed (`search_fields`): a field named `title`, or with a boost
    of 4 or more, counts as title; `RelatedFields` on a tag manager counts as tags; all
    else is body. Names of tags are read from `tag_field`, the language from `locale`.
    The page behind an address is rendered by `lms.views.frames.render_item`, so that it
    can be shown beside the list.
    """

    kind: str  # short and stable, such as "article"; typed by people after `kind:`
    label: "_StrOrPromise"
    model: type[M]
    title_fields: Sequence[str] = ("title",)  # asked when there is no index
    tag_field: str = "tags"
    owner_field: str = ""  # lookup of who answers for it; without it, nobody does
    date_field: str = ""  # lookup of when it was published last
    facets: Sequence[Facet] = ()
    weight: float = 1.0  # of two that answer equally, that of more weight comes first
    brief_fields: Sequence[str] = ()  # all that `brief` reads; every field if empty

    @abstractmethod
    def visible_for(self, user: Reader) -> QuerySet[M]:
        """Return what this person may read now; None asks for everything published.

        The queryset goes into the engine's SQL as a subselect: it must be neither
        sliced nor combined, and should need no query of its own.
        """

    def visible_keys(self, user: Reader) -> QuerySet[Any] | None:  # noqa: ARG002 (for those who know)
        """Return rows with the keys of `visible_for`, of a table that is read faster.

        What is only counted or looked up by its key is asked for there: a page has its
        own table beside Wagtail's. None, if there is nothing faster.
        """
        return None

    def hidden_from(self, user: Reader) -> Sequence[QuerySet[Any]] | None:  # noqa: ARG002 (for those who know)
        """Return all rows that `visible_for` leaves out, in one or more querysets.

        Mostly they are few, and an index of the database leads to them: what is found
        need then not be looked up one by one. None, if that cannot be said.
        """
        return None

    def visible_key(self, user: Reader) -> Hashable:  # noqa: ARG002 (for those who know)
        """Return all that `visible_for` depends on, so that its SQL can be remembered.

        People with the same key see the same. None, if that cannot be said.
        """
        return None

    @abstractmethod
    def present(self, obj: M) -> Presentation:
        """Return what a result shows; the object came through `with_details`."""

    def with_details(self, queryset: QuerySet[M]) -> QuerySet[Any, Any]:
        """Load beforehand what `present` reads of related rows.

        Named values with a `pk` will do, and are read in a third of the time: `present`
        gets those then, instead of objects.
        """
        return queryset

    def other_titles(self, rows: QuerySet[M]) -> QuerySet[Any] | None:  # noqa: ARG002 (for those who have some)
        """Return what else finds these rows as titles do: rows with a `text` each."""
        return None

    def with_standing(self, today: date) -> QuerySet[M] | None:  # noqa: ARG002 (for those who know)
        """Return all rows with `standing`, a number about 1: how good each is today.

        What is found is put in order by its score times that, so a little is enough: it
        decides between texts that answer about equally. None, if all are as good.
        """
        return None

    def brief(self, obj: M) -> Presentation:
        """Return title and address alone, without a query, for suggestions."""
        title = getattr(obj, self.title_fields[0], None) or obj
        return Presentation(title=str(title), url=_address(obj))

    def shortcut(self, query: str, user: Reader) -> str:  # noqa: ARG002 (for those who have one)
        """Return the address of what this query names exactly, such as a code, or ""."""
        return ""

    def fallback(self, queryset: QuerySet[M], terms: Sequence[str]) -> QuerySet[M]:
        """Narrow to rows that hold every term in a title field, without the index."""
        return queryset.filter(
            reduce(and_, (self._in_title(term) for term in terms), Q())
        )

    def with_tag(self, queryset: QuerySet[M], name: str) -> QuerySet[M]:
        """Narrow to rows with a tag, without the index; a name finds what it means."""
        return queryset.filter(**{f"{self.tag_field}__name__iexact": name})

    def _in_title(self, term: str) -> Q:
        return reduce(
            or_, (Q(**{f"{name}__icontains": term}) for name in self.title_fields)
        )


def _address(obj: Model) -> str:
    if hasattr(obj, "get_absolute_url"):
        return str(obj.get_absolute_url() or "")
    return str(getattr(obj, "url", "") or "")


_sources: dict[str, SearchSource[Any]] = {}
_gate: Gate[SearchSource[Any]] = Gate(owner_of)


def register_source(source: SearchSource[Any]) -> None:
    """Let the engine find this kind; the same class again replaces itself.

    Raises ImproperlyConfigured when another class has taken the kind.
    """
    known = _sources.get(source.kind)
    if known is not None and type(known) is not type(source):
        raise ImproperlyConfigured(
            f"The search kind {source.kind!r} of {type(source).__name__} is already "
            f"taken by {type(known).__name__}."
        )
    _sources[source.kind] = source


def unregister_source(kind: str) -> None:
    """Take a kind out of search; unknown kinds are ignored."""
    _sources.pop(kind, None)


def registered_sources() -> tuple[SearchSource[Any], ...]:
    """Return every source but those of plugins that are off, as they registered."""
    return _gate.through(_sources.values())

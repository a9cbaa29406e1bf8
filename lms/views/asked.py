"""What a search page was asked, and the addresses that ask a little differently."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict

from lms.addresses import address
from lms.search.facets import facet_names

LONGEST = 200  # characters of a query
MOST_CHOICES = 10  # kinds or tags at once
SHIFT = 12 * 60 * 60  # seconds
_LONGEST_COOKIE = 3_000  # characters


@dataclass(frozen=True)
class Asked:
    """A query with its filters and page."""

    query: str = ""
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    facets: tuple[tuple[str, str], ...] = ()
    locale: str = ""
    show: str = ""  # the name of a personal list, instead of a search
    page: int = 1

    @classmethod
    def read(cls, parameters: QueryDict) -> Self:
        """Read an address; whatever makes no sense counts as not asked."""
        page = parameters.get("page", "")
        return cls(
            query=_clean(parameters.get("q", "")),
            kinds=_cleaned(parameters.getlist("kind")),
            tags=_cleaned(parameters.getlist("tag")),
            facets=tuple(
                (name, value)
                for name in facet_names()
                if (value := _clean(parameters.get(name, "")))
            ),
            locale=_clean(parameters.get("locale", "")),
            show=_clean(parameters.get("show", "")),
            page=min(int(page), 10_000) if page.isdecimal() and int(page) else 1,
        )

    @classmethod
    def remembered(cls, request: HttpRequest) -> Self:
        """Return the filters that this person has chosen in this shift."""
        kept = request.COOKIES.get(_cookie(request), "")[:_LONGEST_COOKIE]
        asked = cls.read(QueryDict(kept))
        return replace(asked, query="", show="", page=1)

    def remember(self, request: HttpRequest, response: HttpResponse) -> None:
        """Keep the filters for the shift, or forget them if there are none left."""
        name, value = _cookie(request), urlencode(self.filters)
        if self.show or value == request.COOKIES.get(name, ""):
            return
        if value:
            response.set_cookie(name, value, SHIFT, samesite="Lax", httponly=True)
        else:
            response.delete_cookie(name)

    @property
    def filters(self) -> list[tuple[str, str]]:
        """The chosen filters, as fields of a form."""
        return [
            *(("kind", kind) for kind in self.kinds),
            *(("tag", tag) for tag in self.tags),
            *self.facets,
            *([("locale", self.locale)] if self.locale else []),
        ]

    @property
    def url(self) -> str:
        """The address that asks this."""
        fields = [("q", self.query)] if self.query else []
        fields += self.filters
        fields += [("show", self.show)] if self.show else []
        if self.page > 1:
            fields.append(("page", str(self.page)))
        path = address("lms:search")
        return (
            f"{path}?{'&'.join(_encoded(*each) for each in fields)}" if fields else path
        )

    @property
    def table_url(self) -> str:
        """The address of all that is found, as a table."""
        url = replace(self, page=1).url
        return f"{url}{'&' if '?' in url else '?'}export=xlsx"

    @property
    def without_filters(self) -> Self:
        """The words alone."""
        return replace(self, kinds=(), tags=(), facets=(), locale="", page=1)

    def on_page(self, page: int) -> Self:
        """Ask for another page."""
        return replace(self, page=page)

    def of_kinds(self, *kinds: str) -> Self:
        """Ask for these kinds only; for all without one."""
        return replace(self, kinds=kinds, show="", page=1)

    def of_list(self, name: str) -> Self:
        """Show a list of the person's own."""
        return replace(self, query="", show=name, page=1)

    def with_tag(self, tag: str) -> Self:
        """Ask for one more tag."""
        kept = (name for name in self.tags if name != tag)
        return replace(self, tags=(*kept, tag), page=1)

    def without_tag(self, tag: str) -> Self:
        """Ask for one tag less."""
        kept = tuple(name for name in self.tags if name != tag)
        return replace(self, tags=kept, page=1)


@lru_cache(maxsize=1024)
def _encoded(name: str, value: str) -> str:
    """Return a field as addresses have it: a page names each a dozen times."""
    return urlencode({name: value})


def _cookie(request: HttpRequest) -> str:
    return f"filters-{request.user.pk}"  # colleagues share computers


def _cleaned(values: Sequence[str]) -> tuple[str, ...]:
    kept = dict.fromkeys(filter(None, map(_clean, values)))
    return tuple(kept)[:MOST_CHOICES]


def _clean(value: str) -> str:
    """Drop what no database takes, and what nobody types."""
    return value[: LONGEST * 2].replace("\x00", "").strip()[:LONGEST]

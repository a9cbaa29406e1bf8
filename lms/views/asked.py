"""What a search page was asked, and the addresses that ask a little differently."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from lms.addresses import address

LONGEST = 200  # characters of a query
MOST_CHOICES = 10  # kinds or tags at once


@dataclass(frozen=True)
class Asked:
    """A query with its filters and page."""

    query: str = ""
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    locale: str = ""
    page: int = 1

    @classmethod
    def read(cls, parameters: QueryDict) -> Self:
        """Read an address; whatever makes no sense counts as not asked."""
        page = parameters.get("page", "")
        return cls(
            query=_clean(parameters.get("q", "")),
            kinds=_cleaned(parameters.getlist("kind")),
            tags=_cleaned(parameters.getlist("tag")),
            locale=_clean(parameters.get("locale", "")),
            page=min(int(page), 10_000) if page.isdecimal() and int(page) else 1,
        )

    @property
    def filters(self) -> list[tuple[str, str]]:
        """The chosen filters, as fields of a form."""
        return [
            *(("kind", kind) for kind in self.kinds),
            *(("tag", tag) for tag in self.tags),
            *([("locale", self.locale)] if self.locale else []),
        ]

    @property
    def url(self) -> str:
        """The address that asks this."""
        fields = [("q", self.query)] if self.query else []
        fields += self.filters
        if self.page > 1:
            fields.append(("page", str(self.page)))
        path = address("lms:search")
        return f"{path}?{urlencode(fields)}" if fields else path

    @property
    def without_filters(self) -> Self:
        """The words alone."""
        return replace(self, kinds=(), tags=(), locale="", page=1)

    def on_page(self, page: int) -> Self:
        """Ask for another page."""
        return replace(self, page=page)

    def of_kinds(self, *kinds: str) -> Self:
        """Ask for these kinds only; for all without one."""
        return replace(self, kinds=kinds, page=1)

    def in_locale(self, locale: str) -> Self:
        """Ask for one language only; for all with an empty one."""
        return replace(self, locale=locale, page=1)

    def with_tag(self, tag: str) -> Self:
        """Ask for one more tag."""
        return replace(self, tags=(*self.without_tag(tag).tags, tag), page=1)

    def without_tag(self, tag: str) -> Self:
        """Ask for one tag less."""
        kept = tuple(name for name in self.tags if name != tag)
        return replace(self, tags=kept, page=1)


def _cleaned(values: Sequence[str]) -> tuple[str, ...]:
    kept = dict.fromkeys(filter(None, map(_clean, values)))
    return tuple(kept)[:MOST_CHOICES]


def _clean(value: str) -> str:
    """Drop what no database takes, and what nobody types."""
    return value[: LONGEST * 2].replace("\x00", "").strip()[:LONGEST]

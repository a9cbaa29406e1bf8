"""What a page of results offers: kinds, tags, languages, pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.access import Reader
from lms.search.facets import FacetChoices, facets_for
from lms.search.lists import registered_lists
from lms.search.sources import SearchSource, registered_sources
from lms.views.asked import Asked

PAGE_SIZE = 20
TAGS_SHOWN = 12


@dataclass(frozen=True)
class Choice:
    """One value of a filter."""

    label: str
    url: str
    count: int | None = None
    name: str = ""
    is_chosen: bool = False


def kinds(asked: Asked, counts: Mapping[str, int]) -> list[Choice]:
    """Return all kinds together, and each of which something was found or chosen."""
    everything = Choice(
        _("All"),
        asked.of_kinds().url,
        sum(counts.values()),
        "all",
        not asked.kinds and not asked.show,
    )
    there = counts.keys() | {*asked.kinds}
    shown = (each for each in registered_sources() if each.kind in there)
    return [everything, *(_kind(asked, source, counts) for source in shown)]


def tiles(counts: Mapping[str, int]) -> list[Choice]:
    """Return each kind of which there is something."""
    there = (each for each in registered_sources() if counts.get(each.kind))
    return [_kind(Asked(), source, counts) for source in there]


def _kind(asked: Asked, source: SearchSource[Any], counts: Mapping[str, int]) -> Choice:
    return Choice(
        str(source.label),
        asked.of_kinds(source.kind).url,
        counts.get(source.kind, 0),
        source.kind,
        source.kind in asked.kinds,
    )


def lists(asked: Asked) -> list[Choice]:
    """Return the person's own lists, such as favorites."""
    return [
        Choice(
            str(each.label),
            asked.of_list(each.name).url,
            name=each.name,
            is_chosen=asked.show == each.name,
        )
        for each in registered_lists()
    ]


def tags(asked: Asked, counts: Mapping[str, int]) -> list[Choice]:
    """Return the most frequent tags that were not chosen yet."""
    others = (item for item in counts.items() if item[0] not in asked.tags)
    most_first = sorted(others, key=lambda item: (-item[1], item[0]))
    return [
        Choice(tag, asked.with_tag(tag).url, count)
        for tag, count in most_first[:TAGS_SHOWN]
    ]


def chosen_tags(asked: Asked) -> list[Choice]:
    """Return the tags that were chosen, each with the address without it."""
    return [Choice(tag, asked.without_tag(tag).url) for tag in asked.tags]


def facets(asked: Asked, user: Reader) -> list[tuple[FacetChoices, str]]:
    """Return each property to narrow by, with the value that is chosen."""
    values = dict(asked.filters)
    offered = [*facets_for(user), *_languages()]
    return [(facet, values.get(facet.name, "")) for facet in offered]


def _languages() -> Sequence[FacetChoices]:
    """Return the languages of content, if there is more than one."""
    languages = _content_languages()
    if len(languages) < 2:  # noqa: PLR2004 (a choice takes two)
        return []
    choices = tuple((code, str(name)) for code, name in languages)
    return [FacetChoices("locale", _("Language"), choices)]


def content_language() -> str:
    """Return the language of content that goes with the reader's; "" for all."""
    spoken = get_language().partition("-")[0]
    for code, _name in _content_languages():
        if code.partition("-")[0] == spoken:
            return code
    return ""


def _content_languages() -> Sequence[tuple[str, Any]]:
    return getattr(settings, "WAGTAIL_CONTENT_LANGUAGES", [])


def pages(asked: Asked, total: int) -> dict[str, Any] | None:
    """Return where this page stands among the others; None if there is but one."""
    last = -(-total // PAGE_SIZE)
    if last <= 1:
        return None
    return {
        "number": asked.page,
        "last": last,
        "previous": asked.on_page(min(asked.page, last + 1) - 1).url
        if asked.page > 1
        else "",
        "next": asked.on_page(asked.page + 1).url if asked.page < last else "",
    }

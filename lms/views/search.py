"""The search box and its results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from lms.search.engine import search, suggest
from lms.search.parsing import parse
from lms.search.sources import registered_sources
from lms.views.asked import Asked
from lms.views.newest import Filters, count_kinds, newest

PAGE_SIZE = 20
NEWEST_SHOWN = 8
TAGS_SHOWN = 16


@dataclass(frozen=True)
class Choice:
    """One value of a filter."""

    label: str
    url: str
    count: int | None = None
    name: str = ""
    is_chosen: bool = False


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the search box, and what there is to find."""
    own_language = Filters(locale=_content_language())
    context = {
        "asked": Asked(),
        "tiles": _kinds(Asked(), count_kinds(request.user))[1:],
        "newest": newest(request.user, own_language, limit=NEWEST_SHOWN, brief=True),
    }
    return render(request, "lms/home.html", context)


def _content_language() -> str:
    """Return the language of content that goes with the reader's; "" for all."""
    spoken = get_language().partition("-")[0]
    for code, _name in _content_languages():
        if code.partition("-")[0] == spoken:
            return code
    return ""


def _content_languages() -> Sequence[tuple[str, Any]]:
    return getattr(settings, "WAGTAIL_CONTENT_LANGUAGES", [])


@require_safe
@vary_on_headers("HX-Request", "HX-History-Restore-Request")
def results(request: HttpRequest) -> HttpResponse:
    """Show what was found, as a page or, while somebody types, as its list alone."""
    asked = Asked.read(request.GET)
    if not _wants_partial(request) and (address := _shortcut(request, asked)):
        return redirect(address)
    context = _found(request, asked) if _has_words(asked) else _newest(request, asked)
    context["asked"] = asked
    context["pages"] = _pages(asked, context["total"])
    context["chosen_tags"] = [
        Choice(tag, asked.without_tag(tag).url) for tag in asked.tags
    ]
    context["locales"] = _locales(asked)
    context["is_partial"] = _wants_partial(request)
    template = "lms/_results.html" if context["is_partial"] else "lms/search.html"
    response = render(request, template, context)
    response["X-Results"] = "yes"  # search.js swaps in nothing else
    return response


def _shortcut(request: HttpRequest, asked: Asked) -> str:
    """Return where a query leads straight, such as a short code typed alone."""
    if asked != Asked(query=asked.query):
        return ""  # narrowed down: somebody wants the list
    found = (s.shortcut(asked.query, request.user) for s in registered_sources())
    return next(filter(None, found), "")


def _has_words(asked: Asked) -> bool:
    parsed = parse(asked.query)
    return bool(parsed.text or parsed.quoted)


def _wants_partial(request: HttpRequest) -> bool:
    htmx = getattr(request, "htmx", None)
    return bool(htmx and not htmx.history_restore_request)


def _found(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    found = search(
        asked.query,
        user=request.user,
        kinds=asked.kinds,
        tags=asked.tags,
        locale=asked.locale,
        limit=PAGE_SIZE,
        offset=(asked.page - 1) * PAGE_SIZE,
    )
    guesses = () if found.everything else suggest(asked.query, user=request.user)
    return {
        "hits": found.hits,
        "guesses": guesses,
        "related": found.related,
        "total": found.total,
        "notice": found.notice,
        "kinds": _kinds(asked, found.facets.kinds),
        "tags": _tags(asked, found.facets.tags),
    }


def _newest(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    typed = parse(asked.query)  # such as `kind:faq` alone
    filters = Filters(
        kinds=(*asked.kinds, *typed.kinds),
        tags=(*asked.tags, *typed.tags),
        locale=asked.locale,
    )
    counts = count_kinds(request.user, filters)
    offset = (asked.page - 1) * PAGE_SIZE
    return {
        "hits": newest(request.user, filters, limit=PAGE_SIZE, offset=offset),
        "total": sum(counts.get(kind, 0) for kind in filters.kinds or counts),
        "kinds": _kinds(asked, counts),
    }


def _kinds(asked: Asked, counts: Mapping[str, int]) -> list[Choice]:
    """Return all kinds together, and each kind that there is or that was chosen."""
    everything = Choice(
        _("All"), asked.of_kinds().url, sum(counts.values()), "all", not asked.kinds
    )
    return [
        everything,
        *(
            Choice(
                str(source.label),
                asked.of_kinds(source.kind).url,
                counts.get(source.kind, 0),
                source.kind,
                source.kind in asked.kinds,
            )
            for source in registered_sources()
        ),
    ]


def _tags(asked: Asked, counts: Mapping[str, int]) -> list[Choice]:
    most_first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    others = [(tag, count) for tag, count in most_first if tag not in asked.tags]
    return [
        Choice(tag, asked.with_tag(tag).url, count)
        for tag, count in others[:TAGS_SHOWN]
    ]


def _locales(asked: Asked) -> Sequence[Choice]:
    """Return the languages of content, if there is more than one."""
    languages = _content_languages()
    if len(languages) < 2:  # noqa: PLR2004 (a choice takes two)
        return []
    choices = [("", _("All languages")), *languages]
    return [
        Choice(str(name), asked.in_locale(code).url, is_chosen=code == asked.locale)
        for code, name in choices
    ]


def _pages(asked: Asked, total: int) -> dict[str, Any] | None:
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

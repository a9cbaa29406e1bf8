"""The agent's screen: the search box, what was found, an item beside the list."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from lms.enums import SearchEnd
from lms.exports import wanted_format
from lms.search.engine import correct, search, suggest
from lms.search.lists import PersonalList, find_list, list_hits
from lms.search.narrowing import narrowing
from lms.search.parsing import parse
from lms.search.sources import registered_sources
from lms.views import choices
from lms.views.asked import Asked
from lms.views.front import kinds_there
from lms.views.newest import Filters, count_kinds, newest
from lms.views.search_log import logged
from lms.views.search_table import table_of
from lms.views.widgets import widgets_for


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the search box, and what there is to find."""
    asked = Asked.remembered(request)
    context = {
        "asked": asked,
        "facets": choices.facets(asked, request.user),
        "tiles": choices.tiles(kinds_there(request)),
        "widgets": widgets_for(request),
    }
    return render(request, "lms/home.html", context)


@require_safe
@vary_on_headers("HX-Request", "HX-History-Restore-Request")
def results(request: HttpRequest) -> HttpResponseBase:
    """Show what was found, as a page or, while somebody types, as its list alone.

    With `export=csv` or `xlsx` it is a table of all that was found.
    """
    asked = Asked.read(request.GET)
    if kind := wanted_format(request):
        return table_of(request, asked, partial(_answer, request), kind)
    is_partial = _wants_partial(request)
    shortcut = _shortcut(request, asked)
    if shortcut and not is_partial:
        end = {"end": SearchEnd.OPENED, "address": shortcut, "position": 1}
        logged(request, asked, total=1, **end)
        return redirect(shortcut)
    context = _answer(request, asked, choices.PAGE_SIZE)
    context["asked"] = asked
    context["pages"] = choices.pages(asked, context["total"])
    context["lists"] = choices.lists(asked)
    context["chosen_tags"] = choices.chosen_tags(asked)
    context["is_partial"] = is_partial
    context["shortcut"] = shortcut
    if is_partial:
        response = render(request, "lms/_results.html", context)
        asked.remember(request, response)  # chosen on the screen, so for the shift
    else:
        if "elapsed" in context:
            found = {name: context[name] for name in ("total", "elapsed")}
            context["logged"] = logged(request, asked, **found)
        context["facets"] = choices.facets(asked, request.user)
        response = render(request, "lms/search.html", context)
    response["X-Results"] = "yes"  # desk.js swaps in nothing else
    return response


def _shortcut(request: HttpRequest, asked: Asked) -> str:
    """Return where a query leads straight, such as a short code typed alone."""
    found = (s.shortcut(asked.query, request.user) for s in registered_sources())
    return next(filter(None, found), "") if asked.query else ""


def _answer(request: HttpRequest, asked: Asked, limit: int) -> dict[str, Any]:
    if _has_words(asked):
        return _found(request, asked, limit)
    personal_list = find_list(asked.show)
    if personal_list is None:
        return _newest(request, asked, limit)
    return _listed(request, asked, limit, personal_list)


def _has_words(asked: Asked) -> bool:
    parsed = parse(asked.query)
    return bool(parsed.text or parsed.quoted)


def _wants_partial(request: HttpRequest) -> bool:
    htmx = getattr(request, "htmx", None)
    return bool(htmx and not htmx.history_restore_request)


def _found(request: HttpRequest, asked: Asked, limit: int) -> dict[str, Any]:
    found = search(
        asked.query,
        user=request.user,
        kinds=asked.kinds,
        tags=asked.tags,
        facets=asked.facets,
        locale=asked.locale,
        limit=limit,
        offset=(asked.page - 1) * limit,
    )
    guesses = () if found.everything else suggest(asked.query, user=request.user)
    is_vain = not (found.total or guesses or found.remarks)
    return {
        "hits": found.hits,
        "guesses": guesses,
        "remarks": found.remarks,
        "meant": _meant(request, asked) if is_vain else None,
        "related": found.related,
        "total": found.total,
        "elapsed": round(found.elapsed * 1000),
        "notice": found.notice,
        "kinds": choices.kinds(asked, found.facets.kinds),
        "tags": choices.tags(asked, found.facets.tags),
    }


def _meant(request: HttpRequest, asked: Asked) -> dict[str, str] | None:
    found = correct(asked.query, user=request.user)
    if found is None:
        return None
    return {"query": found.query, "url": replace(asked, query=found.query, page=1).url}


def _listed(
    request: HttpRequest, asked: Asked, limit: int, personal_list: PersonalList
) -> dict[str, Any]:
    offset = (asked.page - 1) * limit
    return {
        "hits": list_hits(personal_list, request.user, limit=limit, offset=offset),
        "total": personal_list.count(request.user),
        "kinds": choices.kinds(asked, count_kinds(request.user)),
        "hint": personal_list.hint,
    }


def _newest(request: HttpRequest, asked: Asked, limit: int) -> dict[str, Any]:
    typed = parse(asked.query)  # such as `kind:faq` alone
    meaning = narrowing(typed, request.user)
    if meaning.remarks:
        return {"hits": (), "total": 0, "remarks": meaning.remarks}
    filters = Filters(
        kinds=(*asked.kinds, *typed.kinds),
        tags=(*asked.tags, *typed.tags),
        facets=(*asked.facets, *meaning.facets),
        locale=asked.locale,
    )
    counts = count_kinds(request.user, filters)
    offset = (asked.page - 1) * limit
    return {
        "hits": newest(request.user, filters, limit=limit, offset=offset),
        "total": sum(counts.get(kind, 0) for kind in filters.kinds or counts),
        "kinds": choices.kinds(asked, counts),
    }

"""Answers without the index: titles that hold every word, newest first."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet

from lms.search.highlight import Highlighter
from lms.search.plan import QueryPlan
from lms.search.presenting import Found, hits, load
from lms.search.results import Facets, SearchResults
from lms.search.scopes import Scope


def answer_from_database(
    plan: QueryPlan,
    scopes: Iterable[Scope],
    tags: Sequence[str],
    limit: int,
    offset: int,
) -> SearchResults:
    """Return a page of what the database finds by itself; counts are of titles only."""
    terms = plan.terms
    if not terms and not tags:
        return SearchResults(plan)
    found: list[Found] = []
    counts: dict[str, int] = {}
    asked = tuple(scopes)
    for scope in asked:
        rows = _tagged(scope.source.fallback(scope.queryset, terms), scope, tags)
        keys = rows.order_by("-pk").values_list("pk", flat=True)
        found += [Found(scope.types[0], str(key)) for key in keys[: limit + offset]]
        counts[scope.source.kind] = rows.order_by().count()
    page = found[offset : offset + limit]
    highlighter = Highlighter(plan.needles)
    return SearchResults(
        plan,
        hits=hits(page, load(page, asked, brief=False), highlighter, offset + 1),
        total=sum(counts.values()),
        facets=Facets(kinds={kind: n for kind, n in counts.items() if n}),
    )


def suggest_from_database(
    plan: QueryPlan, scopes: Iterable[Scope], limit: int
) -> list[Found]:
    """Return the newest titles that hold every word typed."""
    found: list[Found] = []
    for scope in scopes if plan.terms else ():
        rows = scope.source.fallback(scope.queryset, plan.terms).order_by("-pk")
        keys = rows.values_list("pk", flat=True)[: limit - len(found)]
        found += [Found(scope.types[0], str(key)) for key in keys]
    return found


def _tagged(rows: QuerySet[Any], scope: Scope, tags: Sequence[str]) -> QuerySet[Any]:
    if not tags:
        return rows
    try:
        rows.model._meta.get_field(scope.source.tag_field)
    except FieldDoesNotExist:
        return rows.none()
    for tag in tags:
        rows = scope.source.with_tag(rows, tag)
    return rows.distinct()

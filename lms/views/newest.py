"""What was published last, over all kinds of content: what one sees before asking."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import (
    CharField,
    Count,
    DateTimeField,
    Expression,
    F,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from lms.access import Reader
from lms.prepared import Prepared
from lms.search.highlight import Highlighter
from lms.search.presenting import Found, Loaded, hits, load
from lms.search.results import SearchHit
from lms.search.scopes import Scope, chosen, scopes_for
from lms.search.sources import SearchSource

_KEY = Cast("pk", CharField())
NEVER = datetime(1970, 1, 1, tzinfo=timezone.utc)  # noqa: UP017 (mypy knows no datetime.UTC)


@dataclass(frozen=True)
class Filters:
    """What a person has chosen to see."""

    kinds: Sequence[str] = ()
    tags: Sequence[str] = ()
    facets: Sequence[tuple[str, Hashable]] = ()
    locale: str = ""


def count_kinds(user: Reader, filters: Filters | None = None) -> dict[str, int]:
    """Return how much there is of each kind, chosen or not, in one query."""
    filters = filters or Filters()
    scopes = scopes_for(user, filters.locale, filters.facets)
    if not scopes:
        return {}
    return dict(_COUNTS.rows(scopes, filters.tags, key=_key(scopes, filters.tags)))


def _counts(scopes: Sequence[Scope], tags: Sequence[str]) -> QuerySet[Any]:
    all_rows = ((scope, scope.keys.order_by()) for scope in scopes)
    return _union(
        rows.annotate(_kind=Value(scope.source.kind))
        .values("_kind")
        .annotate(_count=Count("pk"))
        .values_list("_kind", "_count")
        for scope, rows in (_rows(scopes, tags) if tags else all_rows)
    )


def newest(
    user: Reader, filters: Filters, *, limit: int, offset: int = 0, brief: bool = False
) -> list[SearchHit]:
    """Return what was published last; `brief` leaves out text and tags."""
    moments = find_newest(user, filters, limit=limit, offset=offset)
    scopes = scopes_for(user, filters.locale, filters.facets)
    return dated(moments, load(moments, scopes, brief=brief), offset + 1)


def find_newest(
    user: Reader, filters: Filters, *, limit: int, offset: int = 0
) -> dict[Found, datetime]:
    """Return what was published last, and when, not loaded yet."""
    scopes = chosen(scopes_for(user, filters.locale, filters.facets), filters.kinds)
    if not scopes:
        return {}
    key = _key(scopes, filters.tags, limit, offset)
    rows = _NEWEST.rows(scopes, filters.tags, limit, offset, key=key)
    return {Found(int(kind), str(key)): moment for kind, key, moment in rows}


def _newest(
    scopes: Sequence[Scope], tags: Sequence[str], limit: int, offset: int
) -> QuerySet[Any]:
    return _union(
        _last(scope.source, rows, offset + limit)
        .annotate(_type=Value(scope.types[0]), _key=_KEY)
        .annotate(_moment=_moment(scope.source))
        .values_list("_type", "_key", "_moment")
        for scope, rows in _rows(scopes, tags)
    ).order_by("-_moment", "_type", "-_key")[offset : offset + limit]


def _last(source: SearchSource[Any], rows: QuerySet[Any], number: int) -> QuerySet[Any]:
    """Return so many of one kind, the newest: an index has them in this order.

    In a subquery, as SQLite takes no limit within a union.
    """
    order: list[Any] = [_KEY.desc()]
    if _has_field(source, "last_published_at"):
        order.insert(0, F("last_published_at").desc(nulls_last=True))
    newest_first = rows.order_by(*order).values("pk")[:number]
    return source.model._default_manager.order_by().filter(pk__in=newest_first)


def _key(scopes: Iterable[Scope], tags: Sequence[str], *place: int) -> Hashable:
    """Return what tells statements apart; None where a tag or a kind may be anything."""
    keys = tuple(scope.key for scope in scopes)
    return None if tags or None in keys else (keys, place)


_COUNTS, _NEWEST = Prepared(_counts), Prepared(_newest)


def dated(
    moments: Mapping[Found, datetime], loaded: Loaded, first_rank: int = 1
) -> list[SearchHit]:
    """Return what was loaded of the newest, each with its date."""
    there = [found for found in moments if found.key in loaded]
    shown = hits(there, loaded, Highlighter(()), first_rank)
    return [
        replace(hit, updated_at=hit.updated_at or _known(moments[found]))
        for found, hit in zip(there, shown, strict=True)
    ]


def _rows(
    scopes: Iterable[Scope], tags: Sequence[str]
) -> Iterator[tuple[Scope, QuerySet[Any]]]:
    for scope in scopes:
        rows = scope.queryset.order_by()
        for tag in tags:
            has_tags = _has_field(scope.source, scope.source.tag_field)
            rows = scope.source.with_tag(rows, tag) if has_tags else rows.none()
        yield scope, rows


def _union(querysets: Iterable[QuerySet[Any]]) -> QuerySet[Any]:
    first, *others = querysets
    return first.union(*others, all=True) if others else first


def _moment(source: SearchSource[Any]) -> Expression | Value:
    never = Value(NEVER, output_field=DateTimeField())
    if not _has_field(source, "last_published_at"):
        return never
    return Coalesce(F("last_published_at"), never)


def _known(moment: datetime) -> datetime | None:
    return moment if moment > NEVER else None


def _has_field(source: SearchSource[Any], name: str) -> bool:
    try:
        source.model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True

"""What was published last, over all kinds of content: what one sees before asking."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
from lms.search.sources import Presentation, SearchSource, registered_sources

NEVER = datetime(1970, 1, 1, tzinfo=timezone.utc)  # noqa: UP017 (mypy knows no datetime.UTC)


@dataclass(frozen=True)
class Filters:
    """What a person has chosen to see."""

    kinds: Sequence[str] = ()
    tags: Sequence[str] = ()
    locale: str = ""


@dataclass(frozen=True)
class Listed:
    """One row of a list; its names are those of a search hit."""

    kind: str
    kind_label: str
    title_html: str
    url: str
    updated_at: datetime | None
    passage_html: str = ""
    tags: tuple[str, ...] = ()
    source: str = ""
    badge: str = ""


def count_kinds(user: Reader, filters: Filters | None = None) -> dict[str, int]:
    """Return how much there is of each kind, in one query."""
    filters = filters or Filters()
    counts = [
        rows.order_by()
        .annotate(_kind=Value(source.kind))
        .values("_kind")
        .annotate(_count=Count("pk"))
        .values_list("_kind", "_count")
        for source, rows in _readable(user, Filters((), filters.tags, filters.locale))
    ]
    return dict(_union(counts)) if counts else {}


def newest(
    user: Reader, filters: Filters, *, limit: int, offset: int = 0, brief: bool = False
) -> list[Listed]:
    """Return what was published last; `brief` leaves out text and tags."""
    readable = _readable(user, filters)
    if not readable:
        return []
    rows = _union(
        rows.order_by()
        .annotate(_kind=Value(source.kind), _key=Cast("pk", CharField()))
        .annotate(_moment=_moment(source))
        .values_list("_kind", "_key", "_moment")
        for source, rows in readable
    ).order_by("-_moment", "_kind", "-_key")[offset : offset + limit]
    found = [(str(kind), str(key), moment) for kind, key, moment in rows]
    shown = {
        (source.kind, str(obj.pk)): (source, obj)
        for source, rows in readable
        for obj in _load(source, rows, found, brief=brief)
    }
    return [
        _listed(*shown[kind, key], moment, brief=brief)
        for kind, key, moment in found
        if (kind, key) in shown
    ]


def _readable(
    user: Reader, filters: Filters
) -> list[tuple[SearchSource[Any], QuerySet[Any]]]:
    found = []
    for source in registered_sources():
        if filters.kinds and source.kind not in filters.kinds:
            continue
        rows = source.visible_for(user)
        if filters.locale and _has_field(source, "locale"):
            rows = rows.filter(locale__language_code=filters.locale)
        for tag in filters.tags:
            has_tags = _has_field(source, source.tag_field)
            named = {f"{source.tag_field}__name__iexact": tag}
            rows = rows.filter(**named) if has_tags else rows.none()
        found.append((source, rows))
    return found


def _union(querysets: Iterable[QuerySet[Any]]) -> QuerySet[Any]:
    first, *others = querysets
    return first.union(*others, all=True) if others else first


def _moment(source: SearchSource[Any]) -> Expression | Value:
    never = Value(NEVER, output_field=DateTimeField())
    if not _has_field(source, "last_published_at"):
        return never
    return Coalesce(F("last_published_at"), never)


def _has_field(source: SearchSource[Any], name: str) -> bool:
    try:
        source.model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def _load(
    source: SearchSource[Any],
    rows: QuerySet[Any],
    found: Iterable[tuple[str, str, datetime]],
    *,
    brief: bool,
) -> Iterable[Any]:
    keys = [key for kind, key, _moment in found if kind == source.kind]
    if not keys:
        return []
    chosen = rows.filter(pk__in=keys)
    return chosen if brief else source.with_details(chosen)


def _listed(
    source: SearchSource[Any],
    obj: Any,
    moment: datetime,
    *,
    brief: bool,
) -> Listed:
    shown: Presentation = source.brief(obj) if brief else source.present(obj)
    return Listed(
        kind=source.kind,
        kind_label=str(source.label),
        title_html=shown.title,
        url=shown.url,
        updated_at=shown.updated_at or (moment if moment > NEVER else None),
        passage_html=" ".join(shown.text[:400].split())[:160],
        tags=shown.tags,
        source=shown.source,
        badge=shown.badge,
    )

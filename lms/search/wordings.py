"""The wordings that a person may read, among which is what was meant by a slip."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import CharField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast

from lms import planned
from lms.search.presenting import Found, valid_keys
from lms.search.scopes import Scope, tags_of
from lms.search.sources import registered_sources
from lms.search.sql import Sql, compiled, joined


def wordings(found: Iterable[Found], scopes: Sequence[Scope]) -> list[str]:
    """Return the titles of what was found, in order, and what else finds the same.

    At the end come the names of the tags of all kinds, whoever may see them. One query.
    """
    places: dict[tuple[str, str], int] = {}
    keys: dict[Scope, list[str]] = {}
    for row in found:
        for scope in scopes:
            if row.content_type in scope.types:
                places.setdefault(
                    (scope.source.kind, _plain(row.object_id)), len(places)
                )
                keys.setdefault(scope, []).append(row.object_id)
    parts = [part for scope in keys for part in _of_scope(scope, keys[scope])]
    queries = [*parts, *_names_of_tags()]
    if not queries:
        return []
    whole = joined(" UNION ALL ", queries)
    texts = planned.rows(whole.text, whole.params, keeps_plan=False)
    last = len(places)
    texts.sort(key=lambda row: places.get((row[0], _plain(row[1])), last))
    return [str(text) for _kind, _key, text in texts]


def _plain(key: str) -> str:
    """Write a UUID as the database may: without its dashes."""
    return key.replace("-", "")


def _of_scope(scope: Scope, keys: Iterable[str]) -> Iterator[Sql]:
    source = scope.source
    rows = scope.queryset.order_by().filter(pk__in=valid_keys(scope, keys))
    titled = _texts(rows, source.kind, Cast("pk", TextField()), source.title_fields[0])
    others = source.other_titles(rows)
    called = (
        None if others is None else _texts(others.order_by(), "", Value(""), "text")
    )
    yield from filter(None, (titled, called))


def _texts(rows: QuerySet[Any], kind: str, key: Any, text: str) -> Sql | None:
    return compiled(
        rows.values_list(Value(kind, CharField()), key, Cast(F(text), TextField()))
    )


def _names_of_tags() -> list[Sql]:
    tables = {tags.names for s in registered_sources() if (tags := tags_of(s))}
    return [Sql(f"SELECT '', '', name FROM \"{table}\"") for table in sorted(tables)]

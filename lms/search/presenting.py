"""From rows of the index to what a person sees: one query per kind, and its details."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

from lms.prepared import Prepared, padded, slots
from lms.search.execution import rows
from lms.search.highlight import Highlighter
from lms.search.results import SearchHit, Suggestion, Tier
from lms.search.scopes import Scope
from lms.search.sources import Presentation
from lms.search.sql import joined


@dataclass(frozen=True, slots=True)
class Found:
    """One row of the index: which object, and how well it answers."""

    content_type: int
    object_id: str
    tier: Tier = Tier.TEXT
    score: float = 0.0
    tags: tuple[str, ...] | None = None  # None if they are to be read
    standing: float = 1.0  # factor of the score

    @property
    def key(self) -> tuple[int, str]:
        """What tells objects of all kinds apart."""
        return self.content_type, self.object_id


@dataclass(frozen=True, slots=True)
class Shown:
    """One object, and what is shown of it."""

    scope: Scope
    obj: Any
    presentation: Presentation
    tags: tuple[str, ...] | None = ()  # None if they are to be read


Loaded = dict[tuple[int, str], Shown]


def load(found: Iterable[Found], scopes: Iterable[Scope], *, brief: bool) -> Loaded:
    """Read the objects that were found, from what may be seen, and present them."""
    wanted: dict[int, list[Found]] = {}
    for row in found:
        wanted.setdefault(row.content_type, []).append(row)
    loaded: Loaded = {}
    for scope in scopes:
        there = wanted.keys() & {*scope.types}
        keys = {row.object_id: row for kind in there for row in wanted[kind]}
        objects = _objects(scope, keys, brief=brief) if keys else []
        present = scope.source.brief if brief else scope.source.present
        for obj in objects:
            presented, row = present(obj), keys[str(obj.pk)]
            tags = presented.tags or row.tags
            loaded[row.key] = Shown(scope, obj, presented, tags)
    return loaded if brief else _with_tags(loaded)


def _with_tags(loaded: Loaded) -> Loaded:
    """Read the tags that neither a kind presents nor the index told, all at once."""
    bare: dict[Scope, list[object]] = {}
    for shown in loaded.values():
        if shown.tags is None:
            bare.setdefault(shown.scope, []).append(shown.obj.pk)
    queries = [scope.tag_names(keys) for scope, keys in bare.items()]
    if not (asked := [query for query in queries if query]):
        return loaded
    names: dict[tuple[str, str], list[str]] = {}
    for kind, object_id, name in rows(joined(" UNION ALL ", asked)):
        names.setdefault((kind, object_id), []).append(name)
    return {key: _tagged(shown, names) for key, shown in loaded.items()}


def _tagged(shown: Shown, names: Mapping[tuple[str, str], Iterable[str]]) -> Shown:
    if shown.tags is not None:
        return shown
    tags = names.get((shown.scope.source.kind, str(shown.obj.pk)), ())
    return replace(shown, tags=tuple(sorted(tags)))


def _objects(scope: Scope, keys: Iterable[str], *, brief: bool) -> list[Any]:
    valid = padded(valid_keys(scope, keys))
    key = None if scope.key is None else (scope.key, brief, len(valid))
    values = {f"key{place}": value for place, value in enumerate(valid)}
    return _OBJECTS.objects(scope, brief, len(valid), key=key, **values)


def _by_key(scope: Scope, brief: bool, amount: int) -> QuerySet[Any]:  # noqa: FBT001 (positions alone, by Prepared)
    rows = scope.queryset.order_by().filter(pk__in=slots("key", amount))
    if not brief:
        return scope.source.with_details(rows)
    fields = scope.source.brief_fields
    return rows.only(*fields) if fields else rows


_OBJECTS = Prepared(_by_key)


def valid_keys(scope: Scope, keys: Iterable[str]) -> list[Any]:
    """Return the keys as the database takes them, without those that are none."""
    field = scope.source.model._meta.pk
    connection = connections[DEFAULT_DB_ALIAS]
    valid = []
    for key in keys:
        try:
            valid.append(field.get_db_prep_value(field.to_python(key), connection))
        except ValidationError:
            continue
    return valid


def hits(
    found: Sequence[Found], loaded: Loaded, highlighter: Highlighter, first_rank: int
) -> tuple[SearchHit, ...]:
    """Return the hits in order; what has gone in the meantime is left out."""
    return tuple(
        _hit(row, loaded[row.key], highlighter, rank)
        for rank, row in enumerate(found, first_rank)
        if row.key in loaded
    )


def _hit(row: Found, found: Shown, highlighter: Highlighter, rank: int) -> SearchHit:
    shown, source = found.presentation, found.scope.source
    text, place, url = _best_part(shown, highlighter)
    passage, passage_html = highlighter.passage(text)
    return SearchHit(
        rank=rank,
        kind=source.kind,
        kind_label=found.scope.noun,
        pk=found.obj.pk,
        title=shown.title,
        title_html=highlighter.whole(shown.title),
        passage=passage,
        passage_html=passage_html,
        url=url,
        source=shown.source,
        score=round(-row.score, 4),
        tier=row.tier,
        tags=found.tags or (),
        updated_at=shown.updated_at,
        badge=shown.badge,
        place=place,
    )


def _best_part(shown: Presentation, highlighter: Highlighter) -> tuple[str, str, str]:
    """Return the page that answers best, its name and its address; or the whole."""
    number = highlighter.best_part(shown.text, shown.parts) if shown.parts else 0
    if not number or shown.place is None:
        return shown.text, "", shown.url
    ends = [*shown.parts[1:], len(shown.text)]
    name, url = shown.place(number)
    return shown.text[shown.parts[number - 1] : ends[number - 1]], name, url


def suggestions(
    found: Sequence[Found], loaded: Loaded, highlighter: Highlighter
) -> tuple[Suggestion, ...]:
    """Return the suggestions in order."""
    shown = [loaded[row.key] for row in found if row.key in loaded]
    return tuple(
        Suggestion(
            kind=one.scope.source.kind,
            kind_label=one.scope.noun,
            pk=one.obj.pk,
            title=one.presentation.title,
            title_html=highlighter.whole(one.presentation.title),
            url=one.presentation.url,
        )
        for one in shown
    )

"""From rows of the index to what a person sees: one query per kind, and its details."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from lms.search.highlight import Highlighter
from lms.search.results import SearchHit, Suggestion
from lms.search.scopes import Scope
from lms.search.sources import Presentation


@dataclass(frozen=True, slots=True)
class Found:
    """One row of the index: which object, and how well it answers."""

    content_type: int
    object_id: str
    tier: int = 1
    score: float = 0.0

    @property
    def key(self) -> tuple[int, str]:
        """What tells objects of all kinds apart."""
        return self.content_type, self.object_id


Loaded = Mapping[tuple[int, str], tuple[Scope, Model, Presentation]]


def load(found: Iterable[Found], scopes: Iterable[Scope], *, brief: bool) -> Loaded:
    """Read the objects that were found, from what may be seen, and present them."""
    wanted = list(found)
    loaded: dict[tuple[int, str], tuple[Scope, Model, Presentation]] = {}
    for scope in scopes:
        keys = {
            row.object_id: row.key for row in wanted if row.content_type in scope.types
        }
        for obj in _objects(scope, keys, brief=brief) if keys else ():
            present = scope.source.brief if brief else scope.source.present
            loaded[keys[str(obj.pk)]] = scope, obj, present(obj)
    return loaded


def _objects(scope: Scope, keys: Iterable[str], *, brief: bool) -> Iterable[Any]:
    rows = scope.queryset.filter(pk__in=_valid(scope, keys))
    return rows if brief else scope.source.with_details(rows)


def _valid(scope: Scope, keys: Iterable[str]) -> list[Any]:
    field = scope.source.model._meta.pk
    valid = []
    for key in keys:
        try:
            valid.append(field.to_python(key))
        except ValidationError:
            continue
    return valid


def hits(
    found: Sequence[Found], loaded: Loaded, highlighter: Highlighter, first_rank: int
) -> tuple[SearchHit, ...]:
    """Return the hits in order; what has gone in the meantime is left out."""
    return tuple(
        _hit(row, *loaded[row.key], highlighter=highlighter, rank=rank)
        for rank, row in enumerate(found, first_rank)
        if row.key in loaded
    )


def _hit(
    row: Found,
    scope: Scope,
    obj: Model,
    shown: Presentation,
    *,
    highlighter: Highlighter,
    rank: int,
) -> SearchHit:
    passage, passage_html = highlighter.passage(shown.text)
    return SearchHit(
        rank=rank,
        kind=scope.source.kind,
        kind_label=str(scope.source.label),
        obj=obj,
        title=shown.title,
        title_html=highlighter.whole(shown.title),
        passage=passage,
        passage_html=passage_html,
        url=shown.url,
        source=shown.source,
        score=round(-row.score, 4),
        tier=row.tier,
        tags=shown.tags,
        updated_at=shown.updated_at,
        badge=shown.badge,
    )


def suggestions(
    found: Sequence[Found], loaded: Loaded, highlighter: Highlighter
) -> tuple[Suggestion, ...]:
    """Return the suggestions in order."""
    return tuple(
        Suggestion(
            kind=scope.source.kind,
            kind_label=str(scope.source.label),
            pk=obj.pk,
            title=shown.title,
            title_html=highlighter.whole(shown.title),
            url=shown.url,
        )
        for scope, obj, shown in (loaded[row.key] for row in found if row.key in loaded)
    )

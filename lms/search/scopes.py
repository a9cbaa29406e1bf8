"""Who may find what: each source with the rows that a person may read, as SQL."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.text import capfirst
from django.utils.translation import get_language
from modelsearch.utils import get_descendant_models
from taggit.managers import TaggableManager

from lms.access import Reader
from lms.plugins.gates import Made
from lms.plugins.running import made_once
from lms.prepared import Memo
from lms.search.analysis import fold
from lms.search.sources import SearchSource, registered_sources
from lms.search.sql import Sql, key_of_entry

_STANDING: Memo[Sql | None] = Memo()
_NAMES: Memo[frozenset[str]] = Memo()
_TYPES: Made[tuple[object, list[tuple[int, ...]]]] = Made()


@dataclass(frozen=True, eq=False)
class Scope:
    """A source, and what one person may see of it."""

    source: SearchSource[Any]
    user: Reader
    types: tuple[int, ...]
    locale: str = ""
    facets: tuple[tuple[str, Hashable], ...] = ()

    @cached_property
    def queryset(self) -> QuerySet[Any]:
        """What may be seen, in the language and with the facets that are wanted."""
        rows = _in_locale(self.source.visible_for(self.user), self.locale)
        return _with_values(rows, self.source, dict(self.facets))

    @property
    def keys(self) -> QuerySet[Any]:
        """The same, for what needs nothing but keys."""
        keys = None if self.facets else self.source.visible_keys(self.user)
        return self.queryset if keys is None else _in_locale(keys, self.locale)

    @cached_property
    def key(self) -> Hashable:
        """All that the SQL of the queryset depends on; None if that is not known."""
        visible = self.source.visible_key(self.user)
        if visible is None:
            return None
        return type(self.source), visible, self.types, self.locale, self.facets

    @cached_property
    def label(self) -> str:
        """The name of the kind, in the reader's language."""
        return str(self.source.label)

    @cached_property
    def noun(self) -> str:
        """The name of one of the kind, in the reader's language."""
        return capfirst(str(self.source.model._meta.verbose_name))

    @property
    def type_list(self) -> str:
        """The content types of its index entries, for `IN (...)`."""
        return ", ".join(map(str, self.types))

    @property
    def is_of_types(self) -> str:
        """A condition on `entry`: it is of this kind."""
        return f"entry.content_type_id IN ({self.type_list})"

    @cached_property
    def vendor_key(self) -> Hashable:
        """The same, for the database in use."""
        if self.key is None:
            return None
        return connections[DEFAULT_DB_ALIAS].vendor, self.key

    def standing(self, today: date) -> Sql | None:
        """Return a branch of CASE with the standing of an `entry`; None if it has none."""
        vendor = connections[DEFAULT_DB_ALIAS].vendor
        key = (vendor, type(self.source), self.types, today)
        return _STANDING.get(key, lambda: self._standing(today))

    def _standing(self, today: date) -> Sql | None:
        weight, rows = self.source.weight, self.source.with_standing(today)
        if rows is None:
            has_weight = weight != 1
            return Sql(f"WHEN {self.is_of_types} THEN {weight}") if has_weight else None
        key = key_of_entry(self.source.model, self.type_list, using=rows.db)
        rows = rows.order_by().filter(pk=RawSQL(key, ())).values("standing")
        text, params = rows.query.get_compiler(rows.db).as_sql()
        branch = f"WHEN {self.is_of_types} THEN {weight} * COALESCE(({text}), 1.0)"
        return Sql(branch, tuple(params))

    def tag_names(self, keys: Sequence[object]) -> Sql | None:
        """Return a query for kind, key and name of each tag on objects with these keys."""
        tags = tags_of(self.source)
        if tags is None or not keys:
            return None
        types = f" AND tagged.content_type_id IN ({self.type_list})"
        return Sql(
            "SELECT %s AS kind,"
            f' CAST(tagged."{tags.object_column}" AS text) AS object_id, tag.name AS name'
            f' FROM "{tags.table}" tagged'
            f' JOIN "{tags.names}" tag ON tag."{tags.names_key}" = tagged."{tags.tag_column}"'
            f' WHERE tagged."{tags.object_column}" IN ({", ".join(["%s"] * len(keys))})'
            f"{types if tags.is_generic else ''}",
            (self.source.kind, *keys),
        )


@dataclass(frozen=True)
class TagTables:
    """Where the tags of a kind are kept."""

    table: str
    object_column: str
    tag_column: str
    names: str
    names_key: str
    is_generic: bool

    def condition(self, alias: str) -> str:
        """Narrow a table of all kinds to that of an entry."""
        same_type = f" AND tagged.content_type_id = {alias}.content_type_id"
        return same_type if self.is_generic else ""


@lru_cache(maxsize=256)
def tags_of(source: SearchSource[Any]) -> TagTables | None:
    """Return where a source keeps its tags; None if it has none."""
    through = _through(source)
    if through is None:
        return None
    columns = {field.name: field.column for field in through._meta.concrete_fields}
    tag = through._meta.get_field("tag").related_model._meta
    return TagTables(
        table=through._meta.db_table,
        object_column=columns.get("content_object", "object_id"),
        tag_column=columns["tag"],
        names=tag.db_table,
        names_key=tag.pk.column,
        is_generic="content_object" not in columns,
    )


def _through(source: SearchSource[Any]) -> Any:
    try:
        field = source.model._meta.get_field(source.tag_field)
    except FieldDoesNotExist:
        return None
    return field.through if isinstance(field, TaggableManager) else None


def scopes_for(
    user: Reader, locale: str = "", facets: Iterable[tuple[str, Hashable]] = ()
) -> tuple[Scope, ...]:
    """Return what a person may search, in one language or in all (`""`).

    `facets` are names with the values that are wanted; a kind without the property has
    nothing to show then.
    """
    wanted = tuple(facets)
    # The scopes keep the person, so the number stays that of this object.
    asked = (scopes_for, id(user), locale, wanted, found := registered_sources())
    return made_once(
        asked,
        lambda: tuple(
            Scope(source, user, types, locale, wanted)
            for source, types in zip(found, _types(found), strict=True)
        ),
    )


def chosen(scopes: Iterable[Scope], kinds: Iterable[str]) -> tuple[Scope, ...]:
    """Return the scopes of these kinds, named by kind or label; all without a name."""
    names = {fold(kind) for kind in kinds}
    if not names:
        return tuple(scopes)
    language = get_language()
    return tuple(
        scope for scope in scopes if not names.isdisjoint(_names(scope, language))
    )


def _names(scope: Scope, language: str | None) -> frozenset[str]:
    source = scope.source
    return _NAMES.get(
        (type(source), language),
        lambda: frozenset({fold(source.kind), fold(scope.label)}),
    )


def _types(found: tuple[SearchSource[Any], ...]) -> list[tuple[int, ...]]:
    # Django makes new objects, this one too, after it was told to forget content types.
    sign = ContentType.objects.get_for_model(ContentType)
    _kept, types = _TYPES.of(
        found, id(sign), lambda: (sign, [_types_of(each.model) for each in found])
    )
    return types


def _types_of(model: type[Model]) -> tuple[int, ...]:
    # One by one: what Django remembers of each costs less than asking for all at once.
    models = _models(model)
    return tuple(sorted(ContentType.objects.get_for_model(m).pk for m in models))


def _with_values(
    queryset: QuerySet[Any], source: SearchSource[Any], wanted: dict[str, Hashable]
) -> QuerySet[Any]:
    lookups = {facet.name: facet.lookup for facet in source.facets} | typed(source)
    if not wanted.keys() <= lookups.keys():
        return queryset.none()
    return queryset.filter(**{lookups[name]: value for name, value in wanted.items()})


OWNER, AFTER, BEFORE = "owner:", "after:", "before:"  # no facet has a colon


def typed(source: SearchSource[Any]) -> dict[str, str]:
    """Return the lookups of what people narrow by in the query itself."""
    lookups = {}
    if source.owner_field:
        lookups[OWNER] = f"{source.owner_field}__in"
    if source.date_field:
        lookups[AFTER] = f"{source.date_field}__gte"
        lookups[BEFORE] = f"{source.date_field}__lt"
    return lookups


def _in_locale(queryset: QuerySet[Any], locale: str) -> QuerySet[Any]:
    if not locale or not hasattr(queryset.model, "locale"):
        return queryset
    return queryset.filter(locale__language_code=locale)


@lru_cache(maxsize=256)
def _models(model: type[Model]) -> list[type[Model]]:
    """Return the model and those that inherit from it: that asks every model."""
    return sorted(get_descendant_models(model), key=lambda m: m._meta.label)

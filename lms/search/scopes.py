"""Who may find what: each source with the rows that a person may read, as SQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import EmptyResultSet, FieldDoesNotExist
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL
from modelsearch.utils import get_descendant_models
from taggit.managers import TaggableManager

from lms.access import Reader
from lms.search.analysis import fold
from lms.search.sources import SearchSource, registered_sources
from lms.search.sql import Sql, fill, joined, key_of_entry


@dataclass(frozen=True)
class Scope:
    """A source, and what one person may see of it."""

    source: SearchSource[Any]
    queryset: QuerySet[Any]
    types: tuple[int, ...]

    @property
    def type_list(self) -> str:
        """The content types of its index entries, for `IN (...)`."""
        return ", ".join(map(str, self.types))

    @property
    def is_of_types(self) -> str:
        """A condition on `entry`: it is of this kind."""
        return f"entry.content_type_id IN ({self.type_list})"

    def visible(self) -> Sql | None:
        """Return a condition on `entry`; None if this person may see nothing.

        It looks up each hit by its key: no list of all that is visible is made.
        """
        key = key_of_entry(self.source.model, self.type_list, using=self.queryset.db)
        rows = self.queryset.order_by().filter(pk=RawSQL(key, ())).values("pk")  # noqa: S611 (constants)
        try:
            text, params = rows.query.get_compiler(rows.db).as_sql()
        except EmptyResultSet:
            return None
        return Sql(f"({self.is_of_types} AND EXISTS ({text}))", tuple(params))

    def tag_counts(self) -> Sql | None:
        """Return a query for the names of tags on `hits` with their number."""
        through = _through(self.source)
        if through is None:
            return None
        tag = through._meta.get_field("tag")
        tags = tag.related_model._meta
        item, condition = _tagged_column(through)
        key = key_of_entry(self.source.model, self.type_list)
        return Sql(
            "SELECT tag.name AS name, count(*) AS amount FROM hits entry"  # noqa: S608 (constants)
            f' JOIN "{through._meta.db_table}" tagged'
            f' ON tagged."{item}" = {key}{condition}'
            f' JOIN "{tags.db_table}" tag'
            f' ON tag."{tags.pk.column}" = tagged."{tag.column}"'
            f" WHERE {self.is_of_types} GROUP BY tag.name"
        )


def _through(source: SearchSource[Any]) -> Any:
    try:
        field = source.model._meta.get_field(source.tag_field)
    except FieldDoesNotExist:
        return None
    return field.through if isinstance(field, TaggableManager) else None


def _tagged_column(through: type[Model]) -> tuple[str, str]:
    names = {field.name: field for field in through._meta.concrete_fields}
    if "content_object" in names:
        return str(names["content_object"].column), ""
    return "object_id", " AND tagged.content_type_id = entry.content_type_id"


def scopes_for(user: Reader, locale: str = "") -> tuple[Scope, ...]:
    """Return what a person may search, in one language or in all (`""`)."""
    return tuple(
        Scope(source, _in_locale(source.visible_for(user), locale), _types(source))
        for source in registered_sources()
    )


def chosen(scopes: Iterable[Scope], kinds: Iterable[str]) -> tuple[Scope, ...]:
    """Return the scopes of these kinds, named by kind or label; all without a name."""
    names = {fold(kind) for kind in kinds}
    return tuple(
        scope
        for scope in scopes
        if not names or names & {fold(scope.source.kind), fold(str(scope.source.label))}
    )


def visible_in(scopes: Iterable[Scope]) -> Sql | None:
    """Return one condition on `entry` for all scopes; None if nothing is visible."""
    conditions = [sql for scope in scopes if (sql := scope.visible()) is not None]
    if not conditions:
        return None
    return fill("({any})", any=joined(" OR ", conditions))


def _types(source: SearchSource[Any]) -> tuple[int, ...]:
    models = sorted(get_descendant_models(source.model), key=lambda m: m._meta.label)
    found = ContentType.objects.get_for_models(*models)
    return tuple(sorted(content_type.pk for content_type in found.values()))


def _in_locale(queryset: QuerySet[Any], locale: str) -> QuerySet[Any]:
    if not locale or not hasattr(queryset.model, "locale"):
        return queryset
    return queryset.filter(locale__language_code=locale)

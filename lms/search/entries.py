"""What the index holds of an object: its title, its labels and its body, as tokens."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from operator import attrgetter
from typing import Any, cast

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, Manager, Model, TextField
from modelsearch.index import AutocompleteField, BaseField, RelatedFields, SearchField
from taggit.managers import TaggableManager

from lms.search.analysis import index_tokens, unstemmed_tokens
from lms.search.expressions import Column
from lms.search.fields import TagNames
from lms.search.pinyin import sound_tokens
from lms.search.tag_tokens import tag_token

ANALYZER = 2
"""Grows with each change of how a text becomes tokens; every row holds its own.

It stands in `title_norm`, which Wagtail's ranking uses and ours does not.
"""
TITLE_BOOST = 4  # a search field with this boost or more is as good as a title
LONGEST_TEXT = 400_000  # characters of a column


@dataclass(frozen=True, slots=True)
class Entry:
    """The tokens of one object, column by column.

    `aids` are labels that help whoever is still typing: sounds, unstemmed words.
    """

    title: tuple[str, ...]
    labels: tuple[str, ...]
    aids: tuple[str, ...]
    body: tuple[str, ...]
    tags: tuple[str, ...] = ()  # their names; their other names are labels alone


class Drift(StrEnum):
    """How an entry of the index differs from what it should be."""

    MISSING = "missing"
    STALE = "stale"
    OLD = "old"  # written by another analyzer


@dataclass(frozen=True, slots=True)
class _Part:
    """A field of `search_fields`, with what is found out of it once for a model."""

    field: Any
    column: Column
    is_tag: bool
    read: Callable[[Any], Any]


def entry_of(obj: Model) -> Entry:
    """Return what to index of an object, as its `search_fields` say."""
    parts = _parts(type(obj))
    found = list(_texts(obj, parts))
    titles = _unique(text for column, text in found if column is Column.TITLE)
    # Sorted, because what is fetched ahead comes in any order.
    called = sorted(_unique(text for column, text in found if column is None))
    labels = [text for column, text in found if column is Column.LABELS] + called
    return Entry(
        title=_tokens(titles),
        labels=(*_tokens(labels), *map(tag_token, called)),
        aids=_aids(titles, labels),
        body=_tokens(text for column, text in found if column is Column.BODY),
        tags=tuple(sorted({str(tag) for tag in _tags(obj, parts)})),
    )


def _unique(texts: Iterable[str]) -> list[str]:
    """Drop what comes twice: a title is named to be searched and to be completed."""
    return list(dict.fromkeys(texts))


def _tokens(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(index_tokens("\n".join(texts)[:LONGEST_TEXT]))


def _aids(titles: list[str], labels: list[str]) -> tuple[str, ...]:
    sounds = [token for title in titles for token in sound_tokens(title)]
    return (*sounds, *unstemmed_tokens("\n".join([*titles, *labels])))


def _tags(obj: Model, parts: Iterable[_Part]) -> Iterator[object]:
    for part in parts:
        if isinstance(part.field, TagNames):
            yield from part.field.names(obj)
        elif part.is_tag:
            yield from part.read(obj)


def _texts(obj: Model, parts: Iterable[_Part]) -> Iterator[tuple[Column | None, str]]:
    """Yield each text with its column; a tag is in none, it is more than a text."""
    for part in parts:
        if isinstance(part.field, TagNames):
            yield from ((None, name) for name in part.field.names(obj))
            yield from ((None, name) for name in part.field.other_names(obj))
        elif isinstance(part.field, RelatedFields):
            for related in part.read(obj):
                for column, text in _texts(
                    related, _parts(related.__class__, part.field)
                ):
                    yield None if part.is_tag else column, text
        elif part.is_tag:
            yield from ((None, str(tag)) for tag in part.read(obj))
        else:
            yield part.column, plain(part.read(obj))


@cache
def _parts(model: type[Model], within: Any = None) -> tuple[_Part, ...]:
    """Return the fields of a model, or those that another one's field says of it."""
    fields = model.get_search_fields() if within is None else within.fields  # type: ignore[attr-defined] # Indexed
    return tuple(
        _Part(field, _column(field), is_tag, _reader(model, field))
        for field in fields
        if (is_tag := isinstance(_model_field(model, field), TaggableManager))
        or isinstance(field, SearchField | AutocompleteField | RelatedFields)
    )


def _column(field: Any) -> Column:
    if field.field_name == "title":
        return Column.TITLE
    if isinstance(field, AutocompleteField):
        return Column.LABELS
    is_title = (getattr(field, "boost", 0) or 0) >= TITLE_BOOST
    return Column.TITLE if is_title else Column.BODY


def _reader(model: type[Model], field: Any) -> Callable[[Any], Any]:
    """Return what reads the value; what the field asks each time is asked here once."""
    if isinstance(field, RelatedFields):
        return partial(_related, field=field)
    kept = _model_field(model, field)
    if isinstance(kept, TaggableManager):
        return lambda obj: field.get_value(obj) or ()
    is_text = isinstance(kept, CharField | TextField)
    is_stock = type(field).get_value is BaseField.get_value
    if is_text and is_stock and not hasattr(kept, "get_searchable_content"):
        return attrgetter(str(kept.attname))
    return cast("Callable[[Any], Any]", field.get_value)


def _model_field(model: type[Model], field: Any) -> Any:
    try:
        return field.get_field(model)
    except FieldDoesNotExist:
        return None


def _related(obj: Model, field: RelatedFields) -> Iterable[Model]:
    """Return the rows; those that were fetched ahead without putting a query together."""
    ahead = getattr(obj, "_prefetched_objects_cache", {})
    if field.field_name in ahead:
        return list(ahead[field.field_name])
    value = field.get_value(obj)
    if isinstance(value, Manager):
        return value.all()
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def plain(value: object) -> str:
    """Return a field's value as text; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return "\n".join(map(plain, value))
    return str(value)

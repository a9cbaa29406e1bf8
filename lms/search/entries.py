"""What the index holds of an object: its title, its labels and its body, as tokens."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Manager, Model
from modelsearch.index import AutocompleteField, RelatedFields, SearchField
from taggit.managers import TaggableManager

from lms.search.analysis import index_tokens, unstemmed_tokens
from lms.search.expressions import Column
from lms.search.pinyin import sound_tokens
from lms.search.tag_tokens import tag_token

ANALYZER = 2
"""Grows with each change of how a text becomes tokens; every row holds its own.

It stands in `title_norm`, which Wagtail's ranking uses and ours does not.
"""
TITLE_BOOST = 4  # a search field with this boost or more is as good as a title
LONGEST_TEXT = 400_000  # characters of a column
TAG_END = "\n"


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

    @property
    def tag_lines(self) -> str:
        """The names of the tags, one a line, as every index of a database keeps them."""
        return TAG_END.join(" ".join(name.splitlines()) for name in self.tags)


class Drift(StrEnum):
    """How an entry of the index differs from what it should be."""

    MISSING = "missing"
    STALE = "stale"
    OLD = "old"  # written by another analyzer


def entry_of(obj: Model) -> Entry:
    """Return what to index of an object, as its `search_fields` say."""
    fields = obj.get_search_fields()  # type: ignore[attr-defined] # modelsearch's Indexed
    found = list(_texts(obj, fields))
    titles = _unique(text for column, text in found if column is Column.TITLE)
    # Sorted, because what is fetched ahead comes in any order.
    called = sorted(_unique(text for column, text in found if column is None))
    labels = [text for column, text in found if column is Column.LABELS] + called
    return Entry(
        title=_tokens(titles),
        labels=(*_tokens(labels), *map(tag_token, called)),
        aids=_aids(titles, labels),
        body=_tokens(text for column, text in found if column is Column.BODY),
        tags=tuple(sorted({str(tag) for tag in _tags(obj, fields)})),
    )


def _unique(texts: Iterable[str]) -> list[str]:
    """Drop what comes twice: a title is named to be searched and to be completed."""
    return list(dict.fromkeys(texts))


def _tokens(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(index_tokens("\n".join(texts)[:LONGEST_TEXT]))


def _aids(titles: list[str], labels: list[str]) -> tuple[str, ...]:
    sounds = [token for title in titles for token in sound_tokens(title)]
    return (*sounds, *unstemmed_tokens("\n".join([*titles, *labels])))


def _tags(obj: Model, fields: Iterable[Any]) -> Iterator[object]:
    for field in fields:
        if isinstance(_model_field(obj, field), TaggableManager):
            is_related = isinstance(field, RelatedFields)
            yield from (
                _related(obj, field) if is_related else field.get_value(obj) or ()
            )


def _texts(obj: Model, fields: Iterable[Any]) -> Iterator[tuple[Column | None, str]]:
    """Yield each text with its column; a tag is in none, it is more than a text."""
    for field in fields:
        is_tag = isinstance(_model_field(obj, field), TaggableManager)
        if isinstance(field, RelatedFields):
            for related in _related(obj, field):
                for column, text in _texts(related, field.fields):
                    yield None if is_tag else column, text
        elif is_tag:
            yield from ((None, str(tag)) for tag in field.get_value(obj) or ())
        elif isinstance(field, SearchField | AutocompleteField):
            yield _column(field), plain(field.get_value(obj))


def _column(field: SearchField | AutocompleteField) -> Column:
    if field.field_name == "title":
        return Column.TITLE
    if isinstance(field, AutocompleteField):
        return Column.LABELS
    return Column.TITLE if (field.boost or 0) >= TITLE_BOOST else Column.BODY


def _model_field(obj: Model, field: Any) -> object:
    try:
        return field.get_field(type(obj))
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

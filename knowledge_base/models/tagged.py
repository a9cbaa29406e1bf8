"""Tags on items: rows, managers that read aliases, and versions from before a merge."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager, _ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.managers import _TaggableManager
from taggit.models import ItemBase
from wagtail.search import index

from knowledge_base.models.tag import Tag
from lms.search.fields import TagNames


class TaggedBase(ItemBase):
    """A tag on something, known from the tag as `<name of this class>_items`."""

    tag = models.ForeignKey(
        Tag, on_delete=models.CASCADE, related_name="%(class)s_items"
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the tag itself, should this be an alias."""
        self.tag = self.tag.alias_of or self.tag
        super().save(*args, **kwargs)


class TaggedArticle(TaggedBase):
    """A tag on an article."""

    content_object = ParentalKey(
        "lms_knowledge_base.ArticlePage",
        on_delete=models.CASCADE,
        related_name="tagged_items",
    )


class TaggedFaq(TaggedBase):
    """A tag on a FAQ entry."""

    content_object = ParentalKey(
        "lms_knowledge_base.Faq", on_delete=models.CASCADE, related_name="tagged_items"
    )


class TaggedScript(TaggedBase):
    """A tag on a script."""

    content_object = ParentalKey(
        "lms_knowledge_base.Script",
        on_delete=models.CASCADE,
        related_name="tagged_items",
    )


class TaggedDocument(TaggedBase):
    """A tag on a document."""

    content_object = models.ForeignKey(
        "lms_knowledge_base.LibraryDocument",
        on_delete=models.CASCADE,
        related_name="tagged_items",
    )


class TaggedImage(TaggedBase):
    """A tag on an image."""

    content_object = models.ForeignKey(
        "lms_knowledge_base.LibraryImage",
        on_delete=models.CASCADE,
        related_name="tagged_items",
    )


TAGGED_MODELS: tuple[type[TaggedBase], ...] = (
    TaggedArticle,
    TaggedFaq,
    TaggedScript,
    TaggedDocument,
    TaggedImage,
)


class _ReadsAliases:
    """Takes an alias, or another way to write a tag, for the tag."""

    def _to_tag_model_instances(self, tags: Any, tag_kwargs: Any) -> Any:
        meant = Tag.objects.meant_by(tags)
        return super()._to_tag_model_instances(meant, tag_kwargs)  # type: ignore[misc] # a manager's


class FileTagManager(_ReadsAliases, _TaggableManager):
    """The tags of a file."""


class ItemTagManager(_ReadsAliases, _ClusterTaggableManager):
    """The tags of an item, as they will be when it is saved."""


class ItemTags(ClusterTaggableManager):
    """The field of an item that holds its tags."""

    def __get__(self, instance: Any, model: Any) -> Any:
        """Return the manager; with the class alone, too."""
        return ItemTagManager(
            through=self.through,
            model=model,
            instance=instance,
            prefetch_cache_name=self.name,
        )

    def deconstruct(self) -> Any:
        """Return what migrations know: the database has nothing of its own here."""
        name, _path, *arguments = super().deconstruct()
        base = ClusterTaggableManager
        return name, f"{base.__module__}.{base.__qualname__}", *arguments


class TaggedMixin:
    """Gives versions from before a merge the tags that are left."""

    @classmethod
    def from_serializable_data(
        cls, data: Mapping[str, Any], *args: Any, **options: Any
    ) -> Any:
        """Make an item of a version; each tag once."""
        if rows := data.get("tagged_items"):
            data = {**data, "tagged_items": _with_survivors(rows)}
        return super().from_serializable_data(data, *args, **options)  # type: ignore[misc] # a cluster's


def _with_survivors(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    rows = list(rows)
    survivors = Tag.objects.survivors(row["tag"] for row in rows)
    found: dict[Any, Mapping[str, Any]] = {}
    for row in rows:
        key = survivors.get(row["tag"], row["tag"])
        found.setdefault(key, {**row, "tag": key})
    return [*found.values()]


class IndexedTags(TagNames):
    """Tags in search, found by their aliases as well."""

    def __init__(self) -> None:
        name = [index.SearchField("name", boost=4), index.AutocompleteField("name")]
        super().__init__("tags", [*name, index.RelatedFields("aliases", name)])

    def select_on_queryset(self, queryset: Any) -> Any:
        """Load the names of all tags at once."""
        rows = _rows_with_names(queryset.model).all()
        ahead = models.Prefetch("tagged_items", rows, to_attr=_NAMED)
        return queryset.prefetch_related(ahead)

    def names(self, obj: models.Model) -> list[str]:
        """Return the names of the tags of an item."""
        return [row.name for row in _named(obj)]

    def other_names(self, obj: models.Model) -> Iterator[str]:
        """Yield the names of their aliases."""
        return (row.alias for row in _named(obj) if row.alias is not None)


_NAMED = "_tags_to_index"


@cache
def _rows_with_names(model: type[models.Model]) -> Any:
    """Return a row for each tag of an item, or for each of its aliases."""
    rows: Any = model._meta.get_field("tagged_items").related_model
    names = {"name": models.F("tag__name"), "alias": models.F("tag__aliases__name")}
    return rows._default_manager.annotate(**names)


def _named(obj: models.Model) -> Any:
    if _NAMED in obj.__dict__:
        return obj.__dict__[_NAMED]
    return _rows_with_names(type(obj)).filter(content_object=obj)

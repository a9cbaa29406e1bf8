"""Keeps the index true when not the object itself is saved, but what belongs to it.

Wagtail indexes at each save of an object. Tags, other children and renamed tags are rows
of their own: each asks here for its parent to be indexed, which happens once, after the
commit, however many of them there were.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db.models import ForeignKey, Model
from django.db.models.fields.reverse_related import ManyToOneRel
from django.db.models.signals import post_delete, post_save
from modelcluster.models import get_all_child_relations
from modelsearch.backends import get_search_backends
from modelsearch.index import RelatedFields, get_indexed_models
from taggit.managers import TaggableManager

from lms.search.backends.indexing import LaterIndexMixin


def connect() -> None:
    """Listen to every model whose rows are part of an indexed one; safe to repeat."""
    for model in get_indexed_models():
        for parent_field in {*_children(model), *_tagged(model)}:
            _listen(
                parent_field.model, partial(_parent_changed, name=parent_field.name)
            )
        for through in _throughs(model):
            tag = through._meta.get_field("tag").related_model
            handler = partial(_tag_changed, through=through)
            post_save.connect(handler, tag, weak=False, dispatch_uid=("tag", through))


def reindex(*objects: Model) -> None:
    """Have objects of one model indexed, when the transaction is committed."""
    for backend in get_search_backends(with_auto_update=True):
        index = backend.get_index_for_object(objects[0])
        if isinstance(index, LaterIndexMixin):
            index.add_later(*objects)
        else:
            for obj in objects:
                backend.add(obj)


def _listen(child: type[Model], handler: Any) -> None:
    uid = ("child", child, handler.keywords["name"])
    post_save.connect(handler, child, weak=False, dispatch_uid=uid)
    post_delete.connect(handler, child, weak=False, dispatch_uid=uid)


def _parent_changed(*, instance: Model, name: str, **options: Any) -> None:
    if options.get("raw"):
        return
    try:
        parent = getattr(instance, name)
    except ObjectDoesNotExist:
        return  # deleted together with it
    if parent is not None and parent.pk:
        reindex(parent)


def _tag_changed(
    *, instance: Model, through: type[Model], created: bool = False, **options: Any
) -> None:
    if created or options.get("raw"):
        return
    for tagged in through._default_manager.filter(tag=instance).iterator():
        reindex(tagged.content_object)  # type: ignore[attr-defined] # of every ItemBase


def _children(model: type[Model]) -> Iterator[ForeignKey[Any, Any]]:
    """Yield the keys that point from children of a cluster, or of what is indexed."""
    relations = {*get_all_child_relations(model), *_related(model)}
    for relation in relations:
        yield relation.field


def _related(model: type[Model]) -> Iterator[ManyToOneRel]:
    for field in model.get_search_fields():  # type: ignore[attr-defined] # Indexed
        relation = _relation(model, field)
        if isinstance(relation, ManyToOneRel):
            yield relation


def _relation(model: type[Model], field: Any) -> Any:
    try:
        return field.get_field(model) if isinstance(field, RelatedFields) else None
    except FieldDoesNotExist:
        return None


def _throughs(model: type[Model]) -> Iterator[type[Model]]:
    for field in model.get_search_fields():  # type: ignore[attr-defined] # Indexed
        relation = _relation(model, field)
        if isinstance(relation, TaggableManager):
            yield relation.through


def _tagged(model: type[Model]) -> Iterator[Any]:
    for through in _throughs(model):
        names = {field.name for field in through._meta.get_fields()}
        if (
            "content_object" in names
            and through._meta.get_field("content_object").concrete
        ):
            yield through._meta.get_field("content_object")

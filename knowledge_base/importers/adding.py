"""New items with all that belongs to them, many in a few statements.

Wagtail's `add_child`, `save_revision` and `publish` write one item at a time and read it
back in between. Here the rows that they would leave are written together; what Wagtail
tells by its signals is told for each item, what Django tells at each save is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Model, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from wagtail.log_actions import get_active_log_context
from wagtail.log_actions import registry as log_registry
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.signals import page_published, published

from knowledge_base.importers.tree import insert_pages
from knowledge_base.models import KnowledgeItem, LiveText
from knowledge_base.models.hashing import live_text, live_text_hash
from lms.search.signals import reindex


@dataclass(frozen=True)
class NewItem:
    """An item in memory, where it came from, and for a page what it is put below."""

    content: Any
    source: str
    parent: Page | None = None


def add_items(items: Sequence[NewItem], *, publish: bool) -> None:
    """Write items of one model, as drafts or published; they were checked before.

    Must be called in a transaction; raises IntegrityError.
    """
    if not items:
        return
    contents = [each.content for each in items]
    relations = get_all_child_relations(type(contents[0]))
    for content, relation in ((c, r) for c in contents for r in relations):
        rows = getattr(content, relation.get_accessor_name())
        rows.set(rows.all())  # in memory, so that nothing asks the database for them
    _insert(items)
    for relation in relations:
        _insert_children(contents, relation)
    _insert_anchors(items)
    _log("wagtail.create", contents)
    _insert_versions(contents, now=timezone.now())
    if publish:
        _publish(contents, now=timezone.now())
    _insert_references(contents)
    reindex(*contents)


def _insert(items: Sequence[NewItem]) -> None:
    contents = [each.content for each in items]
    if isinstance(contents[0], Page):
        insert_pages([(each.content, each.parent) for each in items])
    else:
        type(contents[0])._default_manager.bulk_create(contents)


def _insert_children(contents: Sequence[Any], relation: Any) -> None:
    rows = []
    for content in contents:
        for row in getattr(content, relation.get_accessor_name()).all():
            setattr(row, relation.field.name, content)  # which has a key by now
            rows.append(row)
    relation.related_model._default_manager.bulk_create(rows)


def _insert_anchors(items: Sequence[NewItem]) -> None:
    content_type = ContentType.objects.get_for_model(type(items[0].content))
    anchors = KnowledgeItem.objects.bulk_create(
        KnowledgeItem(
            content_type=content_type,
            object_id=each.content.pk,
            owner=each.content.owner,
            source=each.source,
            live_hash=live_text_hash(each.content),
        )
        for each in items
    )
    LiveText.objects.bulk_create(
        LiveText(item=anchor, text=live_text(each.content))
        for anchor, each in zip(anchors, items, strict=True)
    )


def _log(action: str, contents: Sequence[Any]) -> None:
    """Write what `wagtail.log_actions.log` would."""
    model: Any = log_registry.get_log_model_for_instance(contents[0])
    if model is None:
        return
    context, now = get_active_log_context(), timezone.now()
    is_page = isinstance(contents[0], Page)
    model.objects.bulk_create(
        model(
            **{"page": each} if is_page else {"object_id": str(each.pk)},
            content_type=_types(type(each))["content_type"],
            label=model.objects.get_instance_title(each),
            action=action,
            timestamp=now,
            user=context.user,
            uuid=context.uuid,
            revision=each.live_revision,
            content_changed=True,
        )
        for each in contents
    )


def _types(model: type[Model]) -> dict[str, ContentType]:
    """Return by which types versions and references know rows of a model."""
    base = Page if issubclass(model, Page) else model
    return {"content_type": _type(model), "base_content_type": _type(base)}


def _type(model: type[Model]) -> ContentType:
    return ContentType.objects.get_for_model(model, for_concrete_model=False)


def _insert_versions(contents: Sequence[Any], *, now: datetime) -> None:
    model = type(contents[0])
    versions = Revision.objects.bulk_create(
        Revision(
            **_types(model),
            object_id=str(each.pk),
            created_at=now,
            object_str=str(each),
            content=each.serializable_data(),
        )
        for each in contents
    )
    for each, version in zip(contents, versions, strict=True):
        each.latest_revision = version
    moment = {"latest_revision_created_at": now} if issubclass(model, Page) else {}
    _update(
        contents,
        latest_revision=_version(model),
        has_unpublished_changes=True,
        **moment,
    )


def _publish(contents: Sequence[Any], *, now: datetime) -> None:
    model = type(contents[0])
    for each in contents:
        each.live_revision = each.latest_revision
    _update(
        contents,
        live_revision=_version(model),
        live=True,
        has_unpublished_changes=False,
        first_published_at=now,
        last_published_at=now,
    )
    for each in contents:
        for signal in (
            (page_published, published) if issubclass(model, Page) else (published,)
        ):
            signal.send(sender=model, instance=each, revision=each.live_revision)
    _log("wagtail.publish", contents)


def _version(model: type[Any]) -> Subquery:
    """Return the key of the one version that each of the rows has."""
    versions = Revision.objects.filter(
        base_content_type=_types(model)["base_content_type"],
        object_id=Cast(OuterRef("pk"), CharField()),
    )
    return Subquery(versions.values("pk")[:1])


def _update(contents: Sequence[Any], **values: Any) -> None:
    model: type[Model] = type(contents[0])
    base: Any = Page if issubclass(model, Page) else model
    base._base_manager.filter(pk__in=[each.pk for each in contents]).update(**values)
    plain = {k: v for k, v in values.items() if not isinstance(v, Subquery)}
    for each, (name, value) in ((e, item) for e in contents for item in plain.items()):
        setattr(each, name, value)


def _insert_references(contents: Sequence[Any]) -> None:
    """Write what `ReferenceIndex.create_or_update_for_object` would for new rows."""
    types = _types(type(contents[0]))
    ReferenceIndex.objects.bulk_create(
        ReferenceIndex(
            **types,
            object_id=str(each.pk),
            to_content_type_id=to_type,
            to_object_id=to_key,
            model_path=model_path,
            content_path=content_path,
            content_path_hash=ReferenceIndex._get_content_path_hash(content_path),  # noqa: SLF001 (no public way)
        )
        for each in contents
        for to_type, to_key, model_path, content_path in set(
            ReferenceIndex._extract_references_from_object(each)  # noqa: SLF001 (no public way)
        )
    )

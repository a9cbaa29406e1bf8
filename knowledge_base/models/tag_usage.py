"""What has a tag: counts of what a person may read, and whether anything has it."""

from collections.abc import Mapping
from datetime import datetime
from functools import reduce
from operator import add
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from wagtail.models import Revision

from knowledge_base.models.article import ArticlePage
from knowledge_base.models.faq import Faq
from knowledge_base.models.media import LibraryDocument, LibraryImage
from knowledge_base.models.script import Script
from knowledge_base.models.tag import Tag, TagCategory
from knowledge_base.models.tagged import (
    TAGGED_MODELS,
    TaggedArticle,
    TaggedBase,
    TaggedDocument,
    TaggedFaq,
    TaggedImage,
    TaggedScript,
)
from lms.access import Reader, readable_collections

_ITEMS: Mapping[str, tuple[type[TaggedBase], Any, str]] = {
    "article_count": (TaggedArticle, ArticlePage, "latest_revision_created_at"),
    "faq_count": (TaggedFaq, Faq, "latest_revision__created_at"),
    "script_count": (TaggedScript, Script, "latest_revision__created_at"),
}
_FILES: Mapping[str, tuple[type[TaggedBase], Any]] = {
    "document_count": (TaggedDocument, LibraryDocument),
    "image_count": (TaggedImage, LibraryImage),
}


def with_usage(tags: QuerySet[Tag], user: Reader) -> QuerySet[Tag]:
    """Count per tag what of each kind `user` may read, drafts too; note when it changed.

    The counts are `article_count` and so on for FAQ entries, scripts and files.
    """
    counts: dict[str, Any] = {}
    for name, (through, model, changed) in _ITEMS.items():
        rows = _rows(through, model.objects.readable_by(user))
        counts[name] = _count(rows)
        last = rows.annotate(last=Max(f"content_object__{changed}"))
        counts[_moment(name)] = Subquery(last.values("last"))
    for name, (through, model) in _FILES.items():
        files = model.objects.filter(readable_collections(user))
        counts[name] = _count(_rows(through, files))
    return tags.annotate(**counts)


def with_visible_usage(tags: QuerySet[Tag], user: Reader) -> QuerySet[Tag]:
    """Count per tag what is published, or a document, and open to `user`."""
    documents = LibraryDocument.objects.visible_for(user)
    return tags.annotate(
        document_count=_count(_rows(TaggedDocument, documents)),
        **{
            name: _count(_rows(through, model.objects.visible_for(user)))
            for name, (through, model, _changed) in _ITEMS.items()
        },
    )


def with_uses(tags: QuerySet[Tag]) -> QuerySet[Tag]:
    """Count as `uses` the articles, FAQ entries and scripts that have each tag.

    The index of the tag says it alone: it is not asked which.
    """
    amounts = [
        _amount(
            through._default_manager.filter(tag=OuterRef("pk")).values("tag"),
            Count("*"),
        )
        for through, _model, _changed in _ITEMS.values()
    ]
    return tags.annotate(uses=reduce(add, amounts))


def visible_tags(user: Reader) -> list[tuple[TagCategory | None, list[Any]]]:
    """Return the tags of what `user` may see, by category; those without one last."""
    tags = with_visible_usage(Tag.objects.canonical(), user).annotate(
        total=F("article_count")
        + F("faq_count")
        + F("script_count")
        + F("document_count")
    )
    groups: dict[int | None, list[Any]] = {}
    for tag in tags.filter(total__gt=0):
        groups.setdefault(tag.category_id, []).append(tag)
    known = [(found, groups.pop(found.pk, [])) for found in TagCategory.objects.all()]
    return [group for group in [*known, (None, groups.pop(None, []))] if group[1]]


def last_use(tag: Any) -> datetime | None:
    """Return when something with a tag from `with_usage` was changed last."""
    moments = (getattr(tag, _moment(name)) for name in _ITEMS)
    return max(filter(None, moments), default=None)


def unused() -> Q:
    """Return a filter on tags that nothing has, whoever may read it."""
    return ~Q(*map(_has_rows, TAGGED_MODELS), _connector=Q.OR)


def is_in_use(tag: Tag) -> bool:
    """Tell whether anything has the tag, or a draft that is not yet published."""
    if not Tag.objects.filter(unused(), pk=tag.pk).exists():
        return True
    keys = [tag.pk, *tag.aliases.values_list("pk", flat=True)]
    wanted = rf'"tag": ?({"|".join(map(str, keys))})[,}}]'
    newest = Q()
    for _through, model, _changed in _ITEMS.values():
        drafts = model.objects.filter(has_unpublished_changes=True)
        newest |= Q(pk__in=drafts.values("latest_revision_id"))
    return Revision.objects.filter(newest, content__tagged_items__regex=wanted).exists()


def _has_rows(through: type[TaggedBase]) -> Exists:
    return Exists(through._default_manager.filter(tag=OuterRef("pk")))


def _rows(through: type[TaggedBase], items: QuerySet[Any]) -> QuerySet[Any, Any]:
    rows = through._default_manager.filter(
        tag=OuterRef("pk"), content_object__in=items.order_by().values("pk")
    )
    return rows.order_by().values("tag")


def _count(rows: QuerySet[Any, Any]) -> Coalesce:
    return _amount(rows, Count("content_object", distinct=True))


def _amount(rows: QuerySet[Any, Any], count: Count) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(amount=count).values("amount")), 0)


def _moment(count: str) -> str:
    return count.replace("count", "changed_at")

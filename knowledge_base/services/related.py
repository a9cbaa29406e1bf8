"""What goes with an article, a FAQ entry or a script: two queries, whatever there is."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log2
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    BigIntegerField,
    Case,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from wagtail.models import ReferenceIndex

from knowledge_base.models import (
    ArticlePage,
    Faq,
    FaqScript,
    Script,
    TaggedArticle,
    TaggedFaq,
    TaggedScript,
)
from knowledge_base.models.tag_usage import with_uses
from lms.access import Reader

MOST = 5
_LINKED, _SAME_PLACE = 100.0, 0.2  # a tag that only two items have is worth 0.5
_NOTHING = Q(pk__in=())
_KINDS: Mapping[str, tuple[Any, Any, str]] = {
    "article": (ArticlePage, TaggedArticle, "title"),
    "faq": (Faq, TaggedFaq, "question"),
    "script": (Script, TaggedScript, "title"),
}


@dataclass(frozen=True, slots=True)
class RelatedItem:
    """A line of the list."""

    kind: str
    title: str
    url: str


def related_items(item: Any, user: Reader) -> list[RelatedItem]:
    """Return what goes with `item` and is open to `user`, the nearest first.

    What points at it comes before what shares tags with it, rare ones above all, and
    what is of the same scene or category. What its own page shows anyway is left out,
    and so are its translations.
    """
    weights = _weights_of_tags(item)
    first, *others = (_scored(kind, item, user, weights) for kind in _KINDS)
    best = first.union(*others, all=True).order_by("-score", "related_kind", "-pk")
    return [
        RelatedItem(kind, title, reverse(f"knowledge_base:{kind}", args=[key]))
        for key, kind, title, _score in best[:MOST]
    ]


def _weights_of_tags(item: Any) -> dict[int, float]:
    """Return what sharing each tag is worth: the fewer have it, the more.

    The item keeps the tags, as if they had been loaded with it.
    """
    tags = with_uses(item.tags.all())
    weights = {tag.pk: 1 / (1 + log2(max(tag.uses, 1))) for tag in tags}
    item.__dict__.setdefault("_prefetched_objects_cache", {})["tags"] = tags
    return weights


def _scored(
    kind: str, item: Any, user: Reader, weights: Mapping[int, float]
) -> QuerySet[Any, Any]:
    model, through, title = _KINDS[kind]
    linked, near = _linked(model, item), _same_place(model, item)
    has_tag = Q(pk__in=through.objects.filter(tag__in=weights).values("content_object"))
    candidates = model.objects.visible_for(user).exclude(_shown(model, item))
    return (
        candidates.exclude(translation_key=item.translation_key)
        .filter(linked | (Q(locale=item.locale_id) & (near | has_tag)))
        .annotate(
            related_kind=Value(kind),
            related_title=F(title),
            score=_worth(linked, _LINKED)
            + _worth(near, _SAME_PLACE)
            + _shared(through, weights),
        )
        .order_by()
        .values_list("pk", "related_kind", "related_title", "score")
    )


def _linked(model: Any, item: Any) -> Q:
    """Return a filter on what points at the item."""
    if model is Faq and isinstance(item, Script):
        return Q(pk__in=FaqScript.objects.filter(script=item.pk).values("faq"))
    if model is ArticlePage and not isinstance(item, ArticlePage):
        types = ContentType.objects.get_for_models(ArticlePage, type(item))
        articles = ReferenceIndex.objects.filter(
            content_type=types[ArticlePage],
            to_content_type=types[type(item)],
            to_object_id=str(item.pk),
        )
        return Q(pk__in=articles.values(key=Cast("object_id", BigIntegerField())))
    return _NOTHING


def _shown(model: Any, item: Any) -> Q:
    """Return a filter on the item itself, and on what its page shows anyway."""
    if model is type(item):
        return Q(pk=item.pk)
    if model is Script and isinstance(item, Faq):
        return Q(pk__in=FaqScript.objects.filter(faq=item.pk).values("script"))
    if isinstance(item, ArticlePage):
        kind = model._meta.model_name
        raw = item.body.raw_data
        return Q(pk__in=[b["value"] for b in raw if b["type"] == kind and b["value"]])
    return _NOTHING


def _same_place(model: Any, item: Any) -> Q:
    if model is not type(item):
        return _NOTHING
    if isinstance(item, ArticlePage):
        above = item.path[: -item.steplen]
        return Q(path__startswith=above, depth=item.depth)
    scene = getattr(item, "scene", "")
    return Q(scene=scene) if scene else _NOTHING


def _worth(condition: Q, worth: float) -> Case:
    if condition == _NOTHING:
        return Case(default=Value(0.0), output_field=FloatField())
    return Case(
        When(condition, then=Value(worth)),
        default=Value(0.0),
        output_field=FloatField(),
    )


def _shared(through: Any, weights: Mapping[int, float]) -> Coalesce:
    none = Value(0.0, output_field=FloatField())
    if not weights:
        return Coalesce(none, none)
    worth = Case(
        *(When(tag=key, then=Value(weight)) for key, weight in weights.items()),
        output_field=FloatField(),
    )
    rows = through.objects.filter(content_object=OuterRef("pk"), tag__in=weights)
    total = rows.order_by().values("content_object").annotate(worth=Sum(worth))
    return Coalesce(Subquery(total.values("worth")), none)

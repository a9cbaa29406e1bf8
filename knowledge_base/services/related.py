"""What goes with an article, a FAQ entry or a script: two queries, whatever there is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import log2
from operator import or_
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connections
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
from wagtail.models import ReferenceIndex

from knowledge_base.models import (
    ArticlePage,
    Faq,
    FaqScript,
    Script,
    Tag,
    TaggedArticle,
    TaggedFaq,
    TaggedScript,
)
from knowledge_base.models.tag_usage import with_uses
from lms.access import Reader, reading_key
from lms.addresses import address_of
from lms.prepared import Prepared, Slot, slots

MOST = 5
_LINKED, _SAME_PLACE = 100.0, 0.2  # a tag that only two items have is worth 0.5
_LOOKED_AT = 100
"""So many rows of each kind are weighed for one reason, the newest: beyond them there are
better reasons, and weighing all that share a common tag costs more than the page."""
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


@dataclass(frozen=True)
class _Shape:
    """What the statement for an item depends on, beside what is open to a person."""

    model: Any
    tags: int
    rare: int  # the first of the tags, which alone make a row worth looking at
    has_place: bool
    shown: tuple[tuple[str, int], ...]  # kinds, and how many of each its page shows


def related_items(item: Any, user: Reader) -> list[RelatedItem]:
    """Return what goes with `item` and is open to `user`, the nearest first.

    What points at it comes before what shares tags with it, rare ones above all, and
    what is of the same scene or category. What its own page shows anyway is left out,
    and so are its translations.
    """
    weights, place, shown = _weights_of_tags(item), _place(item), _pointers(item)
    shape = _Shape(
        model=type(item),
        tags=len(weights),
        rare=_rare(weights.values()),
        has_place=bool(place),
        shown=tuple((kind, len(keys)) for kind, keys in shown.items()),
    )
    lists = {"tag": weights, "weight": weights.values(), **shown}
    values = {
        f"{name}{number}": value
        for name, listed in lists.items()
        for number, value in enumerate(listed)
    }
    rows = _RELATED.rows(
        shape, user, key=(shape, reading_key(user)), **_own(item), **place, **values
    )
    return [
        RelatedItem(kind, title, address_of(f"knowledge_base:{kind}", key))
        for key, kind, title, _score in rows
    ]


def _weights_of_tags(item: Any) -> dict[int, float]:
    """Return what sharing each tag is worth: the fewer have it, the more, and the sooner.

    The item keeps the tags, as if they had been loaded with it.
    """
    tags = _TAGS.objects(type(item), key=item._meta.label, item=item.pk)
    item.__dict__.setdefault("_prefetched_objects_cache", {})["tags"] = tags
    rarest_first = sorted(tags, key=lambda tag: tag.uses)
    return {tag.pk: _weight(tag.uses) for tag in rarest_first}


def _weight(uses: int) -> float:
    return 1 / (1 + log2(max(uses, 1)))


def _rare(weights: Iterable[float]) -> int:
    """Return how many of the tags, the rarest first, are on few rows; at least one."""
    return max(sum(weight >= _weight(_LOOKED_AT) for weight in weights), 1)


def _tags(model: Any) -> QuerySet[Tag]:
    name = next(
        f"{t.__name__.lower()}_items" for m, t, _f in _KINDS.values() if m is model
    )
    tags = Tag.objects.filter(**{f"{name}__content_object": Slot("item")()})
    return with_uses(tags).order_by(f"{name}__pk")


_TAGS = Prepared(_tags)


def _own(item: Any) -> dict[str, Any]:
    types = ContentType.objects.get_for_models(ArticlePage, type(item))
    key = item._meta.get_field("translation_key")
    return {
        "item": item.pk,
        "as_text": str(item.pk),
        "translation": key.get_db_prep_value(
            item.translation_key, connections[DEFAULT_DB_ALIAS]
        ),
        "locale": item.locale_id,
        "type": types[type(item)].pk,
        "type_of_articles": types[ArticlePage].pk,
    }


def _place(item: Any) -> dict[str, Any]:
    """Return where an item belongs: its category or its scene; nothing if nowhere."""
    if isinstance(item, ArticlePage):
        above = item.path[: -item.steplen]
        first, last = (item.alphabet[end] * item.steplen for end in (0, -1))
        return {"first": above + first, "last": above + last, "depth": item.depth}
    scene = getattr(item, "scene", "")
    return {"scene": scene} if scene else {}


def _pointers(item: Any) -> dict[str, Sequence[int]]:
    """Return the keys of what the text of an article points at, by kind."""
    if not isinstance(item, ArticlePage):
        return {}
    raw = item.body.raw_data
    return {
        kind: [b["value"] for b in raw if b["type"] == kind and b["value"]]
        for kind in _KINDS
    }


def _related(shape: _Shape, user: Reader) -> QuerySet[Any, Any]:
    first, *others = (_scored(kind, shape, user) for kind in _KINDS)
    best = first.union(*others, all=True).order_by("-score", "related_kind", "-pk")
    return best[:MOST]


_RELATED = Prepared(_related)


def _scored(kind: str, shape: _Shape, user: Reader) -> QuerySet[Any, Any]:
    model, through, title = _KINDS[kind]
    linked, near = _linked(model, shape), _same_place(model, shape)
    candidates = model.objects.visible_for(user).exclude(_shown(kind, model, shape))
    return (
        candidates.exclude(translation_key=Slot("translation")())
        .filter(linked | _similar(model, through, shape))
        .annotate(
            related_kind=Value(kind),
            related_title=F(title),
            score=_worth(linked, _LINKED)
            + _worth(near, _SAME_PLACE)
            + _shared(through, shape.tags),
        )
        .order_by()
        .values_list("pk", "related_kind", "related_title", "score")
    )


def _similar(model: Any, through: Any, shape: _Shape) -> Q:
    """Return a filter on what shares a tag that few have, or the place: the newest."""
    reasons = []
    if shape.tags:
        tagged = through.objects.filter(
            tag__in=slots("tag", shape.rare), content_object__locale=Slot("locale")()
        )
        reasons.append(tagged.order_by("-pk").values("content_object"))
    if (near := _same_place(model, shape)) != _NOTHING:
        neighbours = model.objects.filter(near)
        reasons.append(neighbours.order_by("-pk").values("pk"))
    return reduce(or_, (Q(pk__in=rows[:_LOOKED_AT]) for rows in reasons), _NOTHING)


def _linked(model: Any, shape: _Shape) -> Q:
    """Return a filter on what points at the item."""
    if model is Faq and shape.model is Script:
        links = FaqScript.objects.filter(script=Slot("item")())
        return Q(pk__in=links.values("faq"))
    if model is ArticlePage and shape.model is not ArticlePage:
        articles = ReferenceIndex.objects.filter(
            content_type=Slot("type_of_articles")(),
            to_content_type=Slot("type")(),
            to_object_id=Slot("as_text")(),
        )
        return Q(pk__in=articles.values(key=Cast("object_id", BigIntegerField())))
    return _NOTHING


def _shown(kind: str, model: Any, shape: _Shape) -> Q:
    """Return a filter on the item itself, and on what its page shows anyway."""
    if model is shape.model:
        return Q(pk=Slot("item")())
    if model is Script and shape.model is Faq:
        links = FaqScript.objects.filter(faq=Slot("item")())
        return Q(pk__in=links.values("script"))
    amount = dict(shape.shown).get(kind)
    return Q(pk__in=slots(kind, amount)) if amount else _NOTHING


def _same_place(model: Any, shape: _Shape) -> Q:
    if model is not shape.model or not shape.has_place:
        return _NOTHING
    if model is ArticlePage:
        return Q(path__range=(Slot("first")(), Slot("last")()), depth=Slot("depth")())
    return Q(scene=Slot("scene")(), locale=Slot("locale")())


def _worth(condition: Q, worth: float) -> Case:
    if condition == _NOTHING:
        return Case(default=Value(0.0), output_field=FloatField())
    return Case(
        When(condition, then=Value(worth)),
        default=Value(0.0),
        output_field=FloatField(),
    )


def _shared(through: Any, tags: int) -> Coalesce:
    none = Value(0.0, output_field=FloatField())
    if not tags:
        return Coalesce(none, none)
    worth = Case(
        *(
            When(tag=Slot(f"tag{number}")(), then=Slot(f"weight{number}")(FloatField()))
            for number in range(tags)
        ),
        output_field=FloatField(),
    )
    rows = through.objects.filter(
        content_object=OuterRef("pk"), tag__in=slots("tag", tags)
    )
    total = rows.order_by().values("content_object").annotate(worth=Sum(worth))
    return Coalesce(Subquery(total.values("worth")), none)

"""What readers say to a case."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable

from knowledge_base.models import ArticlePage, Faq, Script
from lms.access import Reader, reading_key
from lms.prepared import Prepared, Slot
from plugins.case_studies.enums import ActionState, ReactionKind
from plugins.case_studies.models import (
    CaseAction,
    CaseAnswer,
    CasePage,
    CaseReaction,
    ScriptRewrite,
)

_POINTERS = {Script: "scripts", Faq: "faq_entries", ArticlePage: "articles"}
"""By which field a case points at each kind of item."""


def answer_case(
    *, case: CasePage, user: Any, text: str, now: datetime
) -> CaseAnswer | None:
    """Keep what a reader would do; the first answer stays. None without a word."""
    if not text.strip():
        return None
    row, _is_new = CaseAnswer.objects.get_or_create(
        page=case, person=user, defaults={"text": text.strip(), "created_at": now}
    )
    return row


def take_answer_back(*, case: CasePage, user: Any) -> None:
    """Let nobody read any more what `user` would do; safe to repeat.

    The empty answer stays: who has seen how it went cannot answer anew.
    """
    CaseAnswer.objects.filter(page=case, person=user).update(text="")


def react(*, case: CasePage, user: Any, kind: ReactionKind, wanted: bool) -> None:
    """Add a reaction, or take it back; safe to repeat."""
    if wanted:
        CaseReaction.objects.get_or_create(page=case, person=user, kind=kind)
    else:
        CaseReaction.objects.filter(page=case, person=user, kind=kind).delete()


def cases_about(row: Any, user: Reader, *, most: int) -> list[CasePage]:
    """Return published cases about an article, FAQ entry or script, in one query.

    Each has `has_changed`: whether an action that was verified changed the item because
    of it. Those come first, then the newest.
    """
    model = type(row)
    if model not in _POINTERS:
        return []
    key = (model, most, reading_key(user))
    kind = ContentType.objects.get_for_model(row).pk
    return _ABOUT.objects(model, user, most, key=key, kind=kind, row=row.pk)


def has_cases(model: type[Model]) -> Combinable:
    """Return a condition on articles, FAQ entries or scripts: some case is about them."""
    if model not in _POINTERS:
        return Value(False)  # noqa: FBT003 (SQL)
    kind = {"app_label": model._meta.app_label, "model": model._meta.model_name}
    types = ContentType.objects.filter(**kind).order_by()
    ways = _ways(model, OuterRef("pk"), Subquery(types.values("pk")[:1]))
    found = reduce(or_, (Q(Exists(rows)) for rows in ways))
    return ExpressionWrapper(found, BooleanField())


def _about(model: Any, user: Reader, most: int) -> QuerySet[Any]:
    changed, *others = _ways(model, Slot("row")(), Slot("kind")())
    about = changed.union(*others)
    has_changed = Case(
        When(pk__in=changed, then=Value(True)),  # noqa: FBT003 (SQL)
        default=Value(False),  # noqa: FBT003 (SQL)
        output_field=BooleanField(),
    )
    found = CasePage.objects.visible_among(about, user)
    return (
        found.annotate(has_changed=has_changed)
        .only("title", "kind")
        .order_by("-has_changed", "-record__published_at", "-pk")[:most]
    )


def _ways(model: Any, row: Any, kind: Any) -> list[QuerySet[Any, Any]]:
    """Return the keys of cases that changed an item, then of others that are about it."""
    pointer = CasePage._meta.get_field(_POINTERS[model])
    through = pointer.remote_field.through
    points = through._default_manager.filter(**{pointer.m2m_reverse_field_name(): row})
    verified = CaseAction.objects.filter(
        item__content_type=kind, item__object_id=row, state=ActionState.VERIFIED
    )
    ways = [verified.order_by().values("page"), points.order_by().values("casepage")]
    if model is Script:
        rewrites = ScriptRewrite.objects.filter(script=row)
        ways.append(rewrites.order_by().values("page"))
    return ways


_ABOUT = Prepared(_about)

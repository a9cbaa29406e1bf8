"""What readers say to a case."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BooleanField, Case, QuerySet, Value, When

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


def _about(model: Any, user: Reader, most: int) -> QuerySet[Any]:
    pointer = CasePage._meta.get_field(_POINTERS[model])
    through = pointer.remote_field.through
    row = Slot("row")()
    points = through._default_manager.filter(**{pointer.m2m_reverse_field_name(): row})
    verified = CaseAction.objects.filter(
        item__content_type=Slot("kind")(),
        item__object_id=row,
        state=ActionState.VERIFIED,
    )
    changed = verified.order_by().values("page")
    others = [points.order_by().values("casepage")]
    if model is Script:
        rewrites = ScriptRewrite.objects.filter(script=row)
        others.append(rewrites.order_by().values("page"))
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


_ABOUT = Prepared(_about)

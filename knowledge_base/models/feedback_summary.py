"""What was said of one item, as far as its page shows it."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count, F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from knowledge_base.models.feedback import Report, Vote
from knowledge_base.models.hashing import live_text_hash
from knowledge_base.models.item import KnowledgeItem


@dataclass(frozen=True)
class Feedback:
    """What was said of one item, as far as its page shows it."""

    item_id: int
    helpful: int
    open_reports: int
    is_helpful: bool | None  # what this reader said of the text as it is
    complaint: str
    remark: str
    is_outdated: bool  # whether this reader judged another text


def feedback_on(content: Any, user: Any) -> Feedback:
    """Return what was said of an article, FAQ entry or script, in one query."""
    items = KnowledgeItem.objects.filter(pk=content.item.pk)
    current = live_text_hash(content)
    return feedback_of(with_feedback(items, current, user.pk or 0).get(), content)


def with_feedback(
    items: models.QuerySet[KnowledgeItem], current: str | RawSQL, person: object
) -> models.QuerySet[KnowledgeItem]:
    """Add to an anchor what `feedback_of` reads; `current` is the hash of its text."""
    votes = Vote.objects.filter(item=OuterRef("pk"), is_helpful=True, text_hash=current)
    reports = Report.objects.waiting().filter(item=OuterRef("pk"))
    mine = FilteredRelation("votes", condition=Q(votes__user=person))
    return items.annotate(
        mine=mine, helpful=_number(votes), open_reports=_number(reports)
    ).annotate(
        is_helpful=F("mine__is_helpful"),
        complaint=F("mine__complaint"),
        remark=F("mine__remark"),
        judged=F("mine__text_hash"),
    )


def feedback_of(item: Any, content: Any) -> Feedback:
    """Return what was said, from an anchor that came through `with_feedback`."""
    is_current = item.judged == live_text_hash(content)
    return Feedback(
        item_id=item.pk,
        helpful=item.helpful,
        open_reports=item.open_reports,
        is_helpful=item.is_helpful if is_current else None,
        complaint=(item.complaint or "") if is_current else "",
        remark=(item.remark or "") if is_current else "",
        is_outdated=item.judged is not None and not is_current,
    )


def _number(rows: models.QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("item").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)

"""How far a text can be trusted today: never stored, so that no missed job is wrong."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable

from knowledge_base.enums import Freshness, ItemKind
from knowledge_base.models.item import KnowledgeItem
from knowledge_base.models.kinds import content_type_of
from knowledge_base.models.review_cycle import ReviewTask
from knowledge_base.models.review_policy import GRACE_DAYS, LEAD_DAYS, ReviewPolicy

DUE = (
    Freshness.UNVERIFIED,
    Freshness.DUE_SOON,
    Freshness.OVERDUE,
    Freshness.STALE,
)
"""What somebody has to look at."""
LATE = (Freshness.OVERDUE, Freshness.STALE)


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What is known of the last check of a text."""

    live_hash: str
    verified_hash: str
    next_due_on: date | None
    is_retired: bool = False
    lead_days: int = LEAD_DAYS
    grace_days: int = GRACE_DAYS

    def freshness(self, today: date) -> Freshness:
        """Return how far the text can be trusted."""
        if self.is_retired:
            return Freshness.RETIRED
        if not self.verified_hash or self.verified_hash != self.live_hash:
            return Freshness.UNVERIFIED
        if self.next_due_on is None:
            return Freshness.VERIFIED
        return self._by_date(self.next_due_on, today)

    def _by_date(self, due: date, today: date) -> Freshness:
        if today > due + timedelta(self.grace_days):
            return Freshness.STALE
        if today > due:
            return Freshness.OVERDUE
        if today >= due - timedelta(self.lead_days):
            return Freshness.DUE_SOON
        return Freshness.VERIFIED


def with_freshness(rows: QuerySet[Any], today: date, prefix: str = "") -> QuerySet[Any]:
    """Add `freshness` to anchors, or to rows that reach them by `prefix`."""
    return rows.annotate(freshness=_freshness(today, prefix))


def _freshness(today: date, prefix: str) -> Case:
    policies = ReviewPolicy.objects.by_kind()

    def field(name: str, value: Any) -> Q:
        return Q(**{f"{prefix}{name}": value})

    def of_each_kind(state: Freshness, lookup: str, days: dict[str, int]) -> list[When]:
        return [
            When(
                field("content_type", content_type_of(kind))
                & field(f"next_due_on__{lookup}", today + timedelta(days[kind])),
                then=Value(state),
            )
            for kind in ItemKind
        ]

    grace = {kind: -policy.grace_days for kind, policy in policies.items()}
    lead = {kind: policy.lead_days for kind, policy in policies.items()}
    is_other = ~field("verified_hash", F(f"{prefix}live_hash"))
    return Case(
        When(~field("retired_at", None), then=Value(Freshness.RETIRED)),
        When(
            field("verified_hash", "") | is_other,
            then=Value(Freshness.UNVERIFIED),
        ),
        *of_each_kind(Freshness.STALE, "lt", grace),
        When(field("next_due_on__lt", today), then=Value(Freshness.OVERDUE)),
        *of_each_kind(Freshness.DUE_SOON, "lte", lead),
        default=Value(Freshness.VERIFIED),
        output_field=CharField(),
    )


def with_check(
    items: QuerySet[KnowledgeItem], kind: str | Combinable
) -> QuerySet[KnowledgeItem]:
    """Add to an anchor what `checked` and its page need, whatever the day."""
    policy = ReviewPolicy.objects.filter(kind=kind).order_by()
    return with_tasks(items).annotate(
        lead_days=Subquery(policy.values("lead_days")[:1]),
        grace_days=Subquery(policy.values("grace_days")[:1]),
    )


def with_tasks(items: QuerySet[KnowledgeItem]) -> QuerySet[KnowledgeItem]:
    """Add `task`, the key of what waits for a decision in a review."""
    tasks = ReviewTask.objects.undecided().filter(item=OuterRef("pk"))
    return items.annotate(task=Subquery(tasks.order_by("pk").values("pk")[:1]))


def own_checks(user: Any) -> list[Checked]:
    """Return what is known of all that `user` owns and may read, in one query."""
    kinds = [When(content_type=content_type_of(k), then=Value(k)) for k in ItemKind]
    items = KnowledgeItem.objects.filter(owner=user.pk).visible_for(user)
    items = items.annotate(kind_name=Case(*kinds, output_field=CharField()))
    found = with_check(items, OuterRef("kind_name"))
    return [checked(item, item.live_hash) for item in found]


def own_freshness(user: Any, today: date) -> Counter[Freshness]:
    """Return how many of the texts that `user` owns are in each state, in one query."""
    return Counter(each.freshness(today) for each in own_checks(user))


def checked(item: Any, live_hash: str) -> Checked:
    """Return what is known, from an anchor that came through `with_check`."""
    return Checked(
        live_hash=live_hash,
        verified_hash=item.verified_hash,
        next_due_on=item.next_due_on,
        is_retired=item.retired_at is not None,
        lead_days=LEAD_DAYS if item.lead_days is None else item.lead_days,
        grace_days=GRACE_DAYS if item.grace_days is None else item.grace_days,
    )

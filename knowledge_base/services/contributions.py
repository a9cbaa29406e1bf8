"""Who is credited for what; what does not count any more is countered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log

from knowledge_base.enums import ContributionKind
from knowledge_base.events import ContributionCountered, ContributionRecorded
from knowledge_base.models import Contribution, KnowledgeItem
from lms.events import Target, publish

COUNTER = "lms_knowledge_base.change_contribution"
COUNTERED = "lms_knowledge_base.counter_contribution"


@dataclass(frozen=True, kw_only=True)
class Credit:
    """Who is credited for what; `key` says what counts once."""

    actor: Any
    kind: ContributionKind
    key: str
    size: int = 0
    item: KnowledgeItem | None = None
    text_hash: str = ""
    recorded_by: Any = None


@transaction.atomic
def record_contribution(credit: Credit, *, now: datetime) -> Contribution | None:
    """Credit somebody, once for each key; return the row if it is new.

    Nobody is credited for what has no author: imports and the demo write none.
    """
    if credit.actor is None:
        return None
    item = credit.item
    row, is_new = Contribution.objects.get_or_create(
        key=f"{credit.kind}:{credit.key}",
        defaults={
            "actor": credit.actor,
            "kind": credit.kind,
            "size": credit.size,
            "item": item,
            "item_uuid": item.uuid if item else None,
            "text_hash": credit.text_hash,
            "recorded_by": credit.recorded_by,
            "occurred_at": now,
        },
    )
    if is_new:
        _tell(ContributionRecorded, row, row, now)
    return row if is_new else None


@transaction.atomic
def counter_contribution(
    *, contribution: Contribution, user: Any, reason: str, now: datetime
) -> Contribution:
    """Take a contribution back by a row of its own, and return that row.

    Safe to repeat: the first reason stays. Raises PermissionDenied for somebody who may
    not, or may not read the item, and ValueError without a reason.
    """
    if not (user.has_perm(COUNTER) and _is_open(contribution, user)):
        raise PermissionDenied
    if not reason.strip():
        raise ValueError("A contribution is taken back with a reason.")
    return take_back(contribution=contribution, user=user, reason=reason, now=now)


def take_back(
    *, contribution: Contribution, user: Any, reason: str, now: datetime
) -> Contribution:
    """Counter a contribution because what it was given for was taken back."""
    with transaction.atomic():
        row, is_new = Contribution.objects.get_or_create(
            key=f"counter:{contribution.pk}",
            defaults={
                "actor_id": contribution.actor_id,
                "kind": contribution.kind,
                "size": -contribution.size,
                "item_id": contribution.item_id,
                "item_uuid": contribution.item_uuid,
                "reason": reason.strip()[:300],
                "counters": contribution,
                "recorded_by": user,
                "occurred_at": now,
            },
        )
        if is_new:
            _tell(ContributionCountered, row, contribution, now)
            log(instance=contribution, action=COUNTERED, user=user)
        return row


def _is_open(contribution: Contribution, user: Any) -> bool:
    rows = Contribution.objects.readable_by(user)
    return rows.filter(pk=contribution.pk, counters=None).exists()


def _tell(
    kind: type[ContributionRecorded] | type[ContributionCountered],
    row: Contribution,
    target: Contribution,
    now: datetime,
) -> None:
    publish(
        kind(
            actor_id=row.actor_id,
            target=Target.of(target),
            occurred_at=now,
            key=f"{kind.name}:{row.pk}",
            contribution_kind=str(row.kind),
            size=row.size,
            item=str(row.item_uuid or ""),
        )
    )

"""Who is credited for what; what does not count any more is countered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log, registry
from wagtail.models import Revision

from knowledge_base.comparing import changed_characters
from knowledge_base.enums import ContributionKind
from knowledge_base.events import ContributionCountered, ContributionRecorded
from knowledge_base.models import Contribution, KnowledgeItem, Proposal
from knowledge_base.models.hashing import live_text_hash
from lms.events import Target, publish

COUNTER = "lms_knowledge_base.change_contribution"
COUNTERED = "lms_knowledge_base.counter_contribution"
_MOST_VERSIONS = 100
"""How many versions are looked through between two published ones."""


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


def credit_writers(*, content: Any, revision: Any, now: datetime) -> None:
    """Credit those who wrote between the text that was live and this one.

    Who pressed publish is not asked. What came from a proposal is credited to whoever
    proposed it. Publishing a text again credits nobody again.
    """
    if revision is None or revision.user_id is None:
        return
    if not (content.live and content.live_revision_id == revision.pk):
        return  # scheduled for later
    before, versions = _versions_since_live(content, revision)
    is_first = (
        before is None and content.first_published_at == content.last_published_at
    )
    if before is None and not is_first:  # nothing is known of what was live
        before, versions = versions[0], versions[1:]
    earlier = before and before.as_object()
    current = revision.as_object()
    text_hash = live_text_hash(current)
    if earlier and live_text_hash(earlier) == text_hash:
        return
    kind = ContributionKind.REVISED if before else ContributionKind.AUTHORED
    for user, size in _shares(earlier, versions).items():
        mark = f":{text_hash}" if before else ""
        credit = Credit(
            actor=user,
            kind=kind,
            key=f"{content.item.uuid}:{user.pk}{mark}",
            size=size,
            item=content.item,
            text_hash=text_hash,
        )
        record_contribution(credit, now=now)


def _versions_since_live(content: Any, revision: Any) -> tuple[Any, list[Any]]:
    """Return the version that was live before this one, and those after it."""
    logs = registry.get_logs_for_instance(content).filter(
        action__in=["wagtail.publish", "wagtail.publish.scheduled"]
    )
    published = logs.exclude(revision=None).exclude(revision=revision.pk)
    key = published.order_by("-timestamp", "-pk").values_list("revision", flat=True)
    before = Revision.objects.filter(pk=key.first() or 0).first()
    rows = Revision.objects.for_instance(content).select_related("user")
    rows = rows.filter(pk__lte=revision.pk)
    if before:
        rows = rows.filter(pk__gt=before.pk)
    return before, [*rows.order_by("-pk")[:_MOST_VERSIONS]][::-1]


def _shares(earlier: Any, versions: list[Any]) -> Mapping[Any, int]:
    """Return how many characters each writer has changed, version by version."""
    shares: dict[Any, int] = {}
    proposed = {*_of_proposals(versions)}
    text = _text(earlier)
    for version in versions:
        after = _text(version.as_object())
        size = changed_characters(text, after)
        if size and version.user and version.pk not in proposed:
            shares[version.user] = shares.get(version.user, 0) + size
        text = after
    return shares


def _of_proposals(versions: list[Any]) -> Iterator[int]:
    keys = [version.pk for version in versions]
    rows = Proposal.objects.filter(revision__in=keys)
    yield from rows.values_list("revision_id", flat=True)


def _text(content: Any) -> str:
    return f"{content.title}\n{content.plain_text}" if content else ""


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

"""Saying that a text is still right."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from knowledge_base.enums import CycleState, TaskState
from knowledge_base.events import ItemVerified
from knowledge_base.exceptions import SoleAuthorError, TextChangedError
from knowledge_base.models import KnowledgeItem, ReviewPolicy, ReviewTask
from knowledge_base.models.hashing import live_text_hash
from knowledge_base.models.kinds import kind_of
from knowledge_base.models.periods import site_day
from lms.events import Target, publish

CHANGE = "lms_knowledge_base.change_knowledgeitem"
_SETTLED = (TaskState.OPEN, TaskState.RETIREMENT, TaskState.DEFERRED)


def may_verify(item: KnowledgeItem, user: Any) -> bool:
    """Tell whether `user` answers for the item, or looks after all items."""
    return bool(item.owner_id == user.pk or user.has_perm(CHANGE))


@transaction.atomic
def verify_item(
    *, item: KnowledgeItem, user: Any, shown_hash: str, now: datetime
) -> KnowledgeItem:
    """Note that `user` found the text with `shown_hash` still right.

    Its task in a review is done by that. Raises PermissionDenied for somebody who does
    not answer for it, TextChangedError when another text is live, and SoleAuthorError
    where the rule asks for four eyes.
    """
    kept = lock_item(item, user)
    content: Any = kept.content
    text = live_text_hash(content)
    if shown_hash != text or not content.live:
        raise TextChangedError
    policy = ReviewPolicy.objects.of(kind_of(content))
    if policy.asks_four_eyes and is_sole_author(kept, content, user):
        raise SoleAuthorError
    kept.live_hash = kept.verified_hash = text
    kept.verified_at, kept.verified_by = now, user
    kept.next_due_on = policy.due_after(site_day(now), kept.next_due_on)
    kept.save()
    _settle(kept, user, now)
    _tell(kept, content, user, now)
    return kept


def lock_item(item: KnowledgeItem, user: Any) -> KnowledgeItem:
    """Return the row, locked; raises PermissionDenied for who may not decide on it."""
    kept = KnowledgeItem.objects.select_for_update().get(pk=item.pk)
    if not may_verify(kept, user):
        raise PermissionDenied
    return kept


def is_sole_author(item: KnowledgeItem, content: Any, user: Any) -> bool:
    """Tell whether nobody but `user` had a hand, or an eye, in the live text.

    What somebody else has checked counts as seen; only versions since then do then.
    """
    if item.verified_by_id not in {None, user.pk}:
        if item.verified_hash == live_text_hash(content):
            return False
        since = content.revisions.filter(created_at__gt=item.verified_at)
    else:
        since = content.revisions.all()
    if content.live_revision is not None:
        since = since.filter(created_at__lte=content.live_revision.created_at)
    authors = {*since.exclude(user=None).values_list("user", flat=True)}
    return authors == {user.pk}


def _settle(item: KnowledgeItem, user: Any, now: datetime) -> None:
    tasks = ReviewTask.objects.filter(item=item, cycle__state=CycleState.OPEN)
    tasks.filter(state__in=_SETTLED).update(
        state=TaskState.CONFIRMED,
        text_hash=item.verified_hash,
        reason="",
        decided_by=user,
        decided_at=now,
    )


def _tell(item: KnowledgeItem, content: Any, user: Any, now: datetime) -> None:
    said = f"{item.pk}:{user.pk}:{item.verified_hash}:{item.next_due_on}"
    publish(
        ItemVerified(
            actor_id=user.pk,
            target=Target.of(content),
            occurred_at=now,
            key=f"{ItemVerified.name}:{said}",
            text_hash=item.verified_hash,
            next_due_on=item.next_due_on,
        )
    )

"""What is decided on items in a review, and what publishing does to that."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.actions.unpublish import UnpublishAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page
from wagtail.permissions import policy_registry

from knowledge_base.enums import TaskState
from knowledge_base.exceptions import AlreadyDecidedError, DeferredTwiceError
from knowledge_base.models import KnowledgeItem, ReviewCycle, ReviewPolicy, ReviewTask
from knowledge_base.models.kinds import kind_of
from knowledge_base.services.verification import lock_item
from lms.prepared import Prepared, Slot

# Asked for each item of an import.
_OPEN = Prepared(
    lambda: ReviewCycle.objects.open().filter(kind=Slot("kind")()).values_list("pk")
)
_RETIRED = Prepared(
    lambda: (
        KnowledgeItem.objects.exclude(retired_at=None)
        .filter(content_type_id=Slot("type")(), object_id=Slot("item")())
        .values_list("pk")
    )
)


@transaction.atomic
def defer_task(
    *, task: ReviewTask, user: Any, reason: str, now: datetime
) -> ReviewTask:
    """Put an item off to the next review, once, with a reason.

    Raises PermissionDenied, AlreadyDecidedError, and DeferredTwiceError when it was put
    off before and nobody has checked it since.
    """
    item = lock_item(task.item, user)
    kept = _undecided(task)
    earlier = ReviewTask.objects.filter(item=item, state=TaskState.DEFERRED)
    if item.verified_at:
        earlier = earlier.filter(decided_at__gt=item.verified_at)
    if earlier.exists():
        raise DeferredTwiceError
    policy = ReviewPolicy.objects.of(kept.cycle.kind)
    after = policy.period_of(kept.cycle.ends_on + timedelta(days=1))
    if after is not None and (not item.next_due_on or item.next_due_on < after.ends_on):
        item.next_due_on = after.ends_on
        item.save(update_fields=["next_due_on"])
    if newer := kept.cycle.newer:
        values = {"text_hash": item.live_hash}
        newer.tasks.get_or_create(item=item, defaults=values)
    return _decide(kept, TaskState.DEFERRED, user, reason, now)


@transaction.atomic
def retire_task(
    *, task: ReviewTask, user: Any, reason: str, now: datetime
) -> ReviewTask:
    """Take an item off the site; who may not publish proposes it to those who may.

    Raises PermissionDenied and AlreadyDecidedError.
    """
    item = lock_item(task.item, user)
    kept = _undecided(task)
    if not may_unpublish(item.content, user):
        return _decide(kept, TaskState.RETIREMENT, user, reason, now)
    _unpublish(item.content, user)
    item.retired_at = now
    item.save(update_fields=["retired_at"])
    return _decide(kept, TaskState.RETIRED, user, reason or kept.reason, now)


def may_unpublish(content: Any, user: Any) -> bool:
    """Tell whether `user` may take it off the site."""
    if isinstance(content, Page):
        return bool(content.permissions_for_user(user).can_unpublish())
    policy = policy_registry.get_by_type(type(content))
    return bool(policy.user_has_permission_for_instance(user, "publish", content))


def note_publication(*, content: Any, user: Any, now: datetime) -> None:
    """Note in the reviews that go on that an item was added or changed."""
    model = ContentType.objects.get_for_model(content)
    for (key,) in _RETIRED.rows(type=model.pk, item=content.pk):
        KnowledgeItem.objects.filter(pk=key).update(retired_at=None)
    if cycles := [key for (key,) in _OPEN.rows(kind=str(kind_of(content)))]:
        _note_in_reviews(cycles, content, user, now)


@transaction.atomic
def _note_in_reviews(
    cycles: Sequence[int], content: Any, user: Any, now: datetime
) -> None:
    """Note it where the item has a task; where it has none, in the latest review."""
    item = content.items.get()
    tasks = [*ReviewTask.objects.filter(cycle__in=cycles, item=item)]
    for task in tasks:
        _note_on(task, item, user, now)
    if not tasks:
        latest = ReviewCycle.objects.filter(pk__in=cycles)[0]
        _note_unasked(latest, item, content, user, now)


def _note_on(task: ReviewTask, item: KnowledgeItem, user: Any, now: datetime) -> None:
    if task.state == TaskState.RETIRED and task.text_hash == item.live_hash:
        _decide(task, TaskState.OPEN, None, "", None)
    elif task.state != TaskState.ADDED and task.text_hash != item.live_hash:
        task.text_hash = item.live_hash
        _decide(task, TaskState.CHANGED, user, "", now)


def _note_unasked(
    cycle: ReviewCycle, item: KnowledgeItem, content: Any, user: Any, now: datetime
) -> None:
    """Note what the review had not asked for: it is new, or was checked early."""
    first = content.first_published_at
    is_new = first is None or first >= cycle.opened_at
    if not is_new and item.live_hash == item.verified_hash:
        return
    ReviewTask.objects.get_or_create(
        cycle=cycle,
        item=item,
        defaults={
            "state": TaskState.ADDED if is_new else TaskState.CHANGED,
            "text_hash": item.live_hash,
            "decided_by": user,
            "decided_at": now,
        },
    )


def _undecided(task: ReviewTask) -> ReviewTask:
    rows = ReviewTask.objects.undecided().select_for_update(of=("self",))
    kept = rows.select_related("cycle").filter(pk=task.pk).first()
    if kept is None:
        raise AlreadyDecidedError
    return kept


def _decide(
    task: ReviewTask, state: TaskState, user: Any, reason: str, now: datetime | None
) -> ReviewTask:
    task.state, task.reason = state, reason
    task.decided_by, task.decided_at = user, now
    task.save()
    return task


def _unpublish(content: Any, user: Any) -> None:
    action = UnpublishPageAction if isinstance(content, Page) else UnpublishAction
    action(content, user=user).execute()

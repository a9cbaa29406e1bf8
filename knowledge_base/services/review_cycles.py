"""Reviews begin and end by themselves; people are reminded, items given to others."""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from wagtail.log_actions import log

from knowledge_base.enums import CycleState, ItemKind, TaskState
from knowledge_base.events import CycleClosed, CycleOpened
from knowledge_base.exceptions import AlreadyDecidedError
from knowledge_base.models import KnowledgeItem, ReviewCycle, ReviewPolicy, ReviewTask
from knowledge_base.models.kinds import KIND_MODELS, content_type_of
from knowledge_base.models.periods import Period, site_day
from knowledge_base.models.review_cycle import UNDECIDED
from knowledge_base.services.texts import note_missing_texts
from knowledge_base.services.verification import CHANGE
from lms.events import Event, Target, publish
from lms.notifications import notify, settle

CLOSE = "lms_knowledge_base.change_reviewcycle"
REMINDER = "lms_knowledge_base.review_reminder"


def run_reviews(*, now: datetime) -> tuple[int, int]:
    """Close what is over, open what has begun; return how many of each.

    Safe to repeat and in parallel: of several processes one opens a review.
    """
    closed = close_ended(now=now)
    policies = ReviewPolicy.objects.by_kind().values()
    opened = [open_cycle(policy=policy, now=now) for policy in policies]
    return closed, sum(cycle is not None for cycle in opened)


def close_ended(*, now: datetime) -> int:
    """Close the reviews whose time is over; return how many."""
    closed = 0
    for cycle in ReviewCycle.objects.open().filter(closes_on__lt=site_day(now)):
        with suppress(AlreadyDecidedError):  # somebody was faster
            close_cycle(cycle=cycle, user=None, now=now)
            closed += 1
    return closed


@transaction.atomic
def open_cycle(*, policy: ReviewPolicy, now: datetime) -> ReviewCycle | None:
    """Open the review of the period that has begun, with a task for each item in it.

    What still waits in an earlier review stays there. None when there is one, when
    another one of the kind reaches into the period, and when there is nothing to check.
    """
    period = policy.period_of(site_day(now))
    # Locked, so that what is carried over meanwhile is asked for by one of the two.
    others = ReviewCycle.objects.open().filter(kind=policy.kind).select_for_update()
    if period is None or any(each.ends_on >= period.starts_on for each in others):
        return None
    note_missing_texts()
    items = _items_to_check(policy.kind, period.ends_on)
    cycle = _add_cycle(policy, period, now) if items else None
    if cycle is None:
        return None
    _ask(cycle, items)
    _tell(CycleOpened, cycle, None, now)
    return cycle


@transaction.atomic
def close_cycle(*, cycle: ReviewCycle, user: Any, now: datetime) -> ReviewCycle:
    """End a review; what nobody has decided is carried over, to a newer one at once.

    `user` is None when it ends by itself. Raises PermissionDenied for somebody who may
    not, and AlreadyDecidedError when it is over.
    """
    if user is not None and not user.has_perm(CLOSE):
        raise PermissionDenied
    rows = ReviewCycle.objects.open().select_for_update()
    kept = rows.filter(pk=cycle.pk).first()
    if kept is None:
        raise AlreadyDecidedError
    kept.tasks.filter(state__in=UNDECIDED).update(state=TaskState.CARRIED)
    if newer := kept.newer:
        left = {"review_tasks__cycle": kept, "review_tasks__state": TaskState.CARRIED}
        _ask(newer, _items_to_check(kept.kind, newer.ends_on).filter(**left))
    kept.state, kept.closed_at, kept.closed_by = CycleState.CLOSED, now, user
    kept.save()
    for kind in (CycleOpened.name, REMINDER):
        settle(kind=kind, key=f"{kind}:{kept.pk}", now=now)
    _tell(CycleClosed, kept, user, now)
    return kept


def remind_owners(*, now: datetime) -> int:
    """Tell owners of what waits shortly before a review ends, and once it is late.

    Return how many were told; each is told once of each.
    """
    today = site_day(now)
    count = 0
    for cycle in ReviewCycle.objects.open():
        lead = ReviewPolicy.objects.of(cycle.kind).lead_days
        if (cycle.ends_on - today).days <= lead:
            moment = "late" if today > cycle.ends_on else "soon"
            count += tell_owners(cycle=cycle, kind=REMINDER, moment=moment, now=now)
    return count


def tell_owners(*, cycle: ReviewCycle, kind: str, moment: str, now: datetime) -> int:
    """Tell each owner how many items wait for him or her, as far as readable."""
    waiting = cycle.tasks.undecided()
    keys = waiting.exclude(item__owner=None).values("item__owner").distinct()
    told = 0
    for person in get_user_model()._default_manager.filter(pk__in=keys.order_by()):
        own = waiting.filter(item__owner=person).readable_by(person).count()
        sent = own and notify(
            kind=kind,
            recipient=person,
            target=Target.of(cycle),
            key=f"{kind}:{cycle.pk}:{moment}",
            now=now,
            parameters={"number": own, "moment": moment},
        )
        told += bool(sent)
    return told


@transaction.atomic
def assign_items(*, items: Iterable[KnowledgeItem], owner: Any, user: Any) -> int:
    """Give items to another owner; return how many changed hands.

    Items that `user` may not read stay. Raises PermissionDenied for somebody who does
    not look after all items.
    """
    if not user.has_perm(CHANGE):
        raise PermissionDenied
    wanted = KnowledgeItem.objects.readable_by(user).filter(
        pk__in=[item.pk for item in items]
    )
    changed = wanted.exclude(owner=owner) if owner else wanted.exclude(owner=None)
    rows = [*changed]
    for item in rows:
        item.owner = owner
        item.save(update_fields=["owner"])
        log(instance=item, action="wagtail.edit", user=user)
    return len(rows)


def numbers_of(tasks: QuerySet[ReviewTask]) -> Counter[str]:
    """Return how many tasks are in each state."""
    return Counter(tasks.order_by().values_list("state", flat=True))


def _items_to_check(kind: str, last_day: date) -> QuerySet[Any, Any]:
    """Return key and text of what is live, not checked beyond the day, nor asked for."""
    model: Any = KIND_MODELS[ItemKind(kind)]
    live = model._default_manager.filter(live=True).order_by().values("pk")
    is_due = (
        Q(next_due_on=None)
        | Q(next_due_on__lte=last_day)
        | ~Q(verified_hash=F("live_hash"))
    )
    items = KnowledgeItem.objects.filter(
        is_due, content_type=content_type_of(kind), object_id__in=live
    ).exclude(pk__in=ReviewTask.objects.undecided().values("item"))
    return items.order_by("pk").values_list("pk", "live_hash")


def _ask(cycle: ReviewCycle, items: Iterable[tuple[int, str]]) -> None:
    """Add a task for each item that has none."""
    ReviewTask.objects.bulk_create(
        (ReviewTask(cycle=cycle, item_id=key, text_hash=text) for key, text in items),
        ignore_conflicts=True,
    )


def _add_cycle(
    policy: ReviewPolicy, period: Period, now: datetime
) -> ReviewCycle | None:
    """Return the new review; None if somebody was faster, or it has been."""
    try:
        with transaction.atomic():
            cycle, is_new = ReviewCycle.objects.get_or_create(
                kind=policy.kind,
                cadence=policy.cadence,
                starts_on=period.starts_on,
                defaults={
                    "ends_on": period.ends_on,
                    "closes_on": period.ends_on + policy.grace,
                    "year": period.fiscal_year(policy.first_month),
                    "number": period.number(policy.first_month),
                    "opened_at": now,
                },
            )
    except IntegrityError:
        return None
    return cycle if is_new else None


def _tell(kind: type[Event], cycle: ReviewCycle, user: Any, now: datetime) -> None:
    publish(
        kind(
            actor_id=user and user.pk,
            target=Target.of(cycle),
            occurred_at=now,
            key=f"{kind.name}:{cycle.pk}",
        )
    )

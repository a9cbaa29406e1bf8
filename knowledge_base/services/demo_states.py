"""What is going on in the demo today: drafts, approvals, dates to come, a lock."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import WorkflowState

from knowledge_base.models import ArticlePage, Faq, KnowledgeItem, Script

_TITLES = {ArticlePage: "title", Faq: "question", Script: "title"}
_REVISED = {"zh-hans": "（修订稿）", "en": " (new version)"}


@dataclass(frozen=True)
class Turn:
    """Somebody does something to an item, now; some of it is for days later."""

    item: Any
    person: Any
    now: datetime
    days: int


@transaction.atomic
def put_in_states(
    rows: Sequence[Mapping[str, str]], *, among: Collection[int], now: datetime
) -> int:
    """Bring items into their states; return how many were.

    Each row has `title`, `state`, `person` and `days`. Only items with one of these
    anchors are touched, and rows whose item or person is not there are passed over.
    """
    users = get_user_model()._default_manager
    count = 0
    for row in rows:
        item = _find(row["title"], among)
        person = users.filter(username=row["person"]).first()
        if item is not None and person is not None:
            _ACTIONS[row["state"]](Turn(item, person, now, int(row["days"] or 0)))
            count += 1
    return count


def _find(title: str, among: Collection[int]) -> Any | None:
    for model, field in _TITLES.items():
        found = model._default_manager.filter(**{field: title})
        for item in found.order_by("pk"):
            if KnowledgeItem.objects.filter(pk=item.item.pk, pk__in=among).exists():
                return item
    return None


def _withdraw(turn: Turn) -> None:
    turn.item.unpublish(user=turn.person)


def _change(turn: Turn) -> Any:
    """Write a version that is not published."""
    field = _TITLES[type(turn.item)]
    mark = _REVISED[turn.item.locale.language_code]
    setattr(turn.item, field, f"{getattr(turn.item, field)}{mark}")
    return turn.item.save_revision(user=turn.person, log_action=True)


def _submit(turn: Turn) -> None:
    """Hand a version in for approval.

    As `Workflow.start` does, which also writes to all who may approve.
    """
    revision = _change(turn)
    item, workflow = turn.item, turn.item.get_workflow()
    state = WorkflowState.objects.create(
        content_type=item.get_content_type(),
        base_content_type=item.get_base_content_type(),
        object_id=str(item.pk),
        workflow=workflow,
        requested_by=turn.person,
    )
    task = workflow.tasks.first().specific
    state.current_task_state = task.get_task_state_class().objects.create(
        workflow_state=state, revision=revision, task=task
    )
    state.save()
    step = {"id": task.pk, "title": task.name}
    flow = {"id": workflow.pk, "title": workflow.name, "status": state.status}
    log(
        instance=item,
        action="wagtail.workflow.start",
        user=turn.person,
        revision=revision,
        data={
            "workflow": {
                **flow,
                "next": step,
                "task_state_id": state.current_task_state.pk,
            }
        },
    )


def _schedule(turn: Turn) -> None:
    turn.item.go_live_at = turn.now + timedelta(days=turn.days)
    _change(turn).publish(user=turn.person)


def _let_expire(turn: Turn) -> None:
    turn.item.expire_at = turn.now + timedelta(days=turn.days)
    revision = turn.item.save_revision(user=turn.person, log_action=True)
    revision.publish(user=turn.person)


def _lock(turn: Turn) -> None:
    values = {"locked": True, "locked_by": turn.person, "locked_at": turn.now}
    type(turn.item)._default_manager.filter(pk=turn.item.pk).update(**values)
    log(instance=turn.item, action="wagtail.lock", user=turn.person)


_ACTIONS: Mapping[str, Callable[[Turn], Any]] = {
    "draft": _withdraw,
    "changed": _change,
    "review": _submit,
    "scheduled": _schedule,
    "expiring": _let_expire,
    "locked": _lock,
}

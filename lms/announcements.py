"""Tells as events what Wagtail tells by its signals."""

from typing import Any

from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import workflow_approved, workflow_rejected

from lms.events import Target, publish
from lms.events.host import ApprovalDecided


def connect() -> None:
    """Listen to Wagtail; safe to repeat."""
    workflow_approved.connect(_approved, dispatch_uid="lms.approved")
    workflow_rejected.connect(_rejected, dispatch_uid="lms.rejected")


def _approved(*, instance: Any, user: Any, **_kwargs: object) -> None:
    _tell(instance, user, is_approved=True)


def _rejected(*, instance: Any, user: Any, **_kwargs: object) -> None:
    _tell(instance, user, is_approved=False)


def _tell(state: Any, user: Any, *, is_approved: bool) -> None:
    draft = state.content_object
    if draft is None:
        return
    verdict = "yes" if is_approved else "no"
    step = state.current_task_state_id
    publish(
        ApprovalDecided(
            actor_id=user and user.pk,
            target=Target.of(draft.specific if isinstance(draft, Page) else draft),
            occurred_at=timezone.now(),
            key=f"{ApprovalDecided.name}:{state.pk}:{step}:{verdict}",
            is_approved=is_approved,
            requested_by=str(state.requested_by_id or ""),
        )
    )

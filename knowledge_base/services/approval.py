"""What becomes of a text when its approval is done."""

from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.models import WorkflowState

from knowledge_base.models.wording import says_same


def install() -> None:
    """Publish what was approved, unless the site's settings say what to do instead."""
    if not hasattr(settings, "WAGTAIL_FINISH_WORKFLOW_ACTION"):
        WorkflowState.on_finish = publish_approved


@transaction.atomic
def publish_approved(workflow_state: WorkflowState, user: Any = None) -> None:
    """Publish the version that was approved, not what somebody wrote since.

    That stays the draft, unless it says the same.
    """
    content = workflow_state.content_object
    latest = content.get_latest_revision()
    approval = workflow_state.current_task_state
    approved = latest if approval is None else approval.revision
    approved.publish(user=user)
    if latest == approved or latest is None:
        return
    model = approved.content_type.model_class()
    if says_same(model, approved.content, latest.content):
        row = model._default_manager.filter(pk=content.pk)
        row.update(has_unpublished_changes=False)

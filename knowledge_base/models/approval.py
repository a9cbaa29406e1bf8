"""Approval by a second person."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Revision

from knowledge_base.models.wording import says_same


class SecondPersonTask(AbstractGroupApprovalTask):
    """A step of an approval that nobody takes who wrote on what is approved."""

    class Meta:
        verbose_name = _("approval by a second person")
        verbose_name_plural = _("approvals by a second person")

    @classmethod
    def get_description(cls) -> Any:
        """Say who may approve."""
        return _(
            "Members of these groups approve, but nobody who wrote on the text since "
            "it was last published"
        )

    def get_actions(self, obj: Any, user: Any) -> list[Any]:
        """Return what the person may do; whoever wrote may send it back."""
        actions: list[Any] = super().get_actions(obj, user)
        state = obj.current_workflow_task_state if actions else None
        if state is None or not has_written(user, state.revision):
            return actions
        return [action for action in actions if action[0] != "approve"]

    def on_action(
        self, task_state: Any, user: Any, action_name: str, **kwargs: Any
    ) -> None:
        """Approve or send back; raise PermissionDenied where a writer approves."""
        if action_name == "approve" and has_written(user, task_state.revision):
            raise PermissionDenied
        super().on_action(task_state, user, action_name, **kwargs)


def has_written(user: Any, revision: Revision) -> bool:
    """Tell whether a person changed the text since it went live, up to this version.

    Saving it as it was, as pressing a button of the editor does, is no writing.
    """
    versions = Revision.objects.for_instance(revision.content_object)
    up_to = versions.filter(created_at__lte=revision.created_at)
    live = versions.filter(pk=revision.content_object.live_revision_id)
    since = live.values_list("created_at", flat=True).first()
    mine = up_to.filter(user=user)
    if since is not None:
        mine = mine.filter(created_at__gt=since)
    return any(_is_change(version, up_to) for version in mine)


def _is_change(version: Revision, versions: Any) -> bool:
    earlier = versions.filter(created_at__lt=version.created_at)
    before = earlier.order_by("-created_at", "-pk").first()
    model = version.content_type.model_class()
    return before is None or not says_same(model, before.content, version.content)

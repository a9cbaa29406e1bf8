"""Panels of the home page of Wagtail's admin, without what is closed."""

from collections.abc import Mapping
from typing import Any

from django.db.models import CharField
from django.db.models.functions import Cast
from wagtail.admin import site_summary
from wagtail.admin.views import home
from wagtail.models import Page, TaskState, get_default_page_content_type

from lms.access import readable_pages
from lms.policies import may_read, readable_references


class PagesSummaryItem(site_summary.PagesSummaryItem):
    """How many pages there are, on the home page."""

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Count what the person may read."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        closed = Page.objects.exclude(readable_pages(self.request.user))
        if (root := context["root_page"]) is not None:
            context["total_pages"] -= closed.descendant_of(root).count()
        return context


class ReadablePanelMixin:
    """A panel of the home page without the rows about something closed."""

    listed: str

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Leave out what is closed to the person."""
        context: dict[str, Any] = super().get_context_data(parent_context)  # type: ignore[misc] # a panel's
        user = parent_context["request"].user
        rows = context[self.listed]
        context[self.listed] = [r for r in rows if may_read(user, self.about(r))]
        return context

    def about(self, row: Any) -> Any:
        """Return what a row is about."""
        return row


class WaitingPanel(ReadablePanelMixin, home.WorkflowObjectsToModeratePanel):
    """What waits for the person's approval."""

    listed = "states"

    def about(self, row: Any) -> Any:
        """Return the draft."""
        return row["obj"]


class OwnWaitingPanel(ReadablePanelMixin, home.UserObjectsInWorkflowModerationPanel):
    """What the person submitted."""

    listed = "workflow_states"

    def about(self, row: Any) -> Any:
        """Return the draft."""
        return row.content_object


class RecentPanel(ReadablePanelMixin, home.RecentEditsPanel):
    """What the person edited last."""

    listed = "last_edits"

    def about(self, row: Any) -> Any:
        """Return the page."""
        return row[1]


class LockedPanel(ReadablePanelMixin, home.LockedPagesPanel):
    """What the person locked."""

    listed = "locked_pages"


def count_approvals(user: Any) -> int:
    """Return how many drafts that `user` may read wait for his or her approval."""
    states = TaskState.objects.reviewable_by(user)
    closed = Page.objects.exclude(readable_pages(user)).values(
        key=Cast("pk", CharField())
    )
    rows = states.filter(readable_references(user, "workflow_state__")).exclude(
        workflow_state__base_content_type=get_default_page_content_type(),
        workflow_state__object_id__in=closed,
    )
    return int(rows.count())


_PANELS: Mapping[type, type] = {
    panel.__mro__[2]: panel
    for panel in (WaitingPanel, OwnWaitingPanel, RecentPanel, LockedPanel)
}


def readable_panel(panel: Any) -> Any:
    """Return our panel in place of Wagtail's; others stay."""
    return _PANELS.get(type(panel), lambda: panel)()

"""Views of Wagtail's admin and panels of its home page, without what is closed.

What asks the permission policies alone needs nothing here. These views ask for all
rows of a kind, or for one's own.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail.admin.views import home
from wagtail.admin.views.pages import workflow
from wagtail.admin.views.reports import (
    audit_logging,
    locked_pages,
    page_types_usage,
    workflows,
)
from wagtail.models import Page, PageLogEntry

from lms.access import Reader, readable_pages, reads_everything
from lms.policies import may_read, readable_references


class LogEntriesView(audit_logging.LogEntriesView):
    """The history of the site."""

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Leave out what was done to something closed."""
        readable = _readable_entries(self.request.user, queryset.model)
        found: QuerySet[Any] = super().filter_queryset(queryset.filter(readable))
        return found


def _readable_entries(user: Reader, log_model: Any) -> Q:
    if log_model is not PageLogEntry:
        return readable_references(user)
    if reads_everything(user):
        return Q()
    return Q(page__in=Page.objects.filter(readable_pages(user)).values("pk"))


class WorkflowView(workflows.WorkflowView):
    """What waits, or waited, for approval."""

    def get_queryset(self) -> QuerySet[Any]:
        """Leave out what is closed."""
        found: QuerySet[Any] = super().get_queryset()
        return found.filter(readable_references(self.request.user))


class WorkflowTasksView(workflows.WorkflowTasksView):
    """The same by steps."""

    def get_queryset(self) -> QuerySet[Any]:
        """Leave out the steps of what is closed."""
        found: QuerySet[Any] = super().get_queryset()
        return found.filter(readable_references(self.request.user, "workflow_state__"))


class LockedPagesView(locked_pages.LockedPagesView):
    """Pages that somebody locked."""

    def get_queryset(self) -> QuerySet[Any]:
        """Leave out what is closed, though the person locked it."""
        found: QuerySet[Any] = super().get_queryset()
        return found.filter(readable_pages(self.request.user))


class PageTypesUsageReportView(page_types_usage.PageTypesUsageReportView):
    """How many pages there are of each kind."""

    def decorate_paginated_queryset(self, page_types: Iterable[Any]) -> Iterable[Any]:
        """Name no closed page as the one that was edited last."""
        found: Iterable[Any] = super().decorate_paginated_queryset(page_types)
        for kind in found:
            page = kind.last_edited_page
            if page is not None and not may_read(self.request.user, page):
                kind.last_edited_page = None
        return found


class ConfirmWorkflowCancellationView(workflow.ConfirmWorkflowCancellationView):
    """Asks whether the publication of a page shall end an approval."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Raise PermissionDenied for somebody who may not change the page."""
        super().setup(request, *args, **kwargs)
        if not self.object.permissions_for_user(request.user).can_edit():
            raise PermissionDenied


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


_PANELS: Mapping[type, type] = {
    panel.__mro__[2]: panel
    for panel in (WaitingPanel, OwnWaitingPanel, RecentPanel, LockedPanel)
}


def readable_panel(panel: Any) -> Any:
    """Return our panel in place of Wagtail's; others stay."""
    return _PANELS.get(type(panel), lambda: panel)()

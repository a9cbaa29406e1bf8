"""Views of Wagtail's admin without what is closed.

What asks the permission policies alone needs nothing here. These views ask for all
rows of a kind, or for one's own.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import chooser
from wagtail.admin.views.pages import workflow
from wagtail.admin.views.reports import (
    aging_pages,
    audit_logging,
    locked_pages,
    page_types_usage,
    workflows,
)
from wagtail.documents.views import documents
from wagtail.images.views import images
from wagtail.models import Page, PageLogEntry

from lms.access import Reader, readable_pages, reads_everything
from lms.audit import viewable_types
from lms.exports import SafeExportMixin
from lms.policies import may_read, readable_references


class LogEntriesFilterSet(audit_logging.SiteHistoryReportFilterSet):
    """Offers whoever is in one of the two tables of the log, so that it fits both."""

    def get_users_queryset(self) -> QuerySet[Any]:
        """Return the people."""
        found: QuerySet[Any] = audit_logging.get_users_for_filter(self.request.user)
        return found


class LogEntriesView(SafeExportMixin, audit_logging.LogEntriesView):
    """The history of the site: who did what to what, and when."""

    filterset_class = LogEntriesFilterSet
    list_export = [*audit_logging.LogEntriesView.list_export, "message"]
    export_headings = {
        **audit_logging.LogEntriesView.export_headings,
        "message": _("What was done"),
    }

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find out what of the log the person may see."""
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            user: Any = request.user
            user._allowed_content_type_ids = viewable_types(user)  # noqa: SLF001 (where Wagtail keeps them)

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


class WorkflowView(SafeExportMixin, workflows.WorkflowView):
    """What waits, or waited, for approval."""

    def get_queryset(self) -> QuerySet[Any]:
        """Leave out what is closed."""
        found: QuerySet[Any] = super().get_queryset()
        return found.filter(readable_references(self.request.user))


class WorkflowTasksView(SafeExportMixin, workflows.WorkflowTasksView):
    """The same by steps."""

    def get_queryset(self) -> QuerySet[Any]:
        """Leave out the steps of what is closed."""
        found: QuerySet[Any] = super().get_queryset()
        return found.filter(readable_references(self.request.user, "workflow_state__"))


class LockedPagesView(SafeExportMixin, locked_pages.LockedPagesView):
    """Pages that somebody locked."""

    def get_queryset(self) -> QuerySet[Any]:
        """Leave out what is closed, though the person locked it."""
        found: QuerySet[Any] = super().get_queryset()
        return found.filter(readable_pages(self.request.user))


class AgingPagesView(SafeExportMixin, aging_pages.AgingPagesView):
    """Pages by how long ago they were published."""


class PageTypesUsageReportView(
    SafeExportMixin, page_types_usage.PageTypesUsageReportView
):
    """How many pages there are of each kind."""

    def get_queryset(self) -> QuerySet[Any]:
        """Count the readable pages, and name the one of them that was edited last."""
        found: QuerySet[Any] = super().get_queryset()
        readable = Page.objects.filter(
            self._shown(""), readable_pages(self.request.user)
        )
        latest = readable.filter(content_type=OuterRef("pk")).order_by(
            F("latest_revision_created_at").desc(nulls_last=True), "title", "-pk"
        )
        counted = self._shown("pages__") & readable_pages(
            self.request.user, "pages__path"
        )
        return found.annotate(
            count=Count("pages", filter=counted),
            last_edited_page_id=Subquery(latest.values("pk")[:1]),
        )

    def _shown(self, prefix: str) -> Q:
        """Return what the person filters by."""
        chosen = self.filters.form.cleaned_data
        filters = {
            "locale__language_code": chosen.get("page_locale"),
            "path__startswith": chosen.get("site"),
        }
        return Q(**{f"{prefix}{name}": v for name, v in filters.items() if v})


class DocumentsView(SafeExportMixin, documents.IndexView):
    """Documents that the person tends."""

    export_filename = "documents"
    list_export = [
        *("title", "filename", "file_size", "collection.name"),
        *("uploaded_by_user", "created_at"),
    ]
    export_headings = {"filename": _("File"), "collection.name": _("Collection")}


class ImagesView(SafeExportMixin, images.IndexView):
    """Images that the person tends."""

    export_filename = "images"
    list_export = [
        *("title", "filename", "width", "height", "collection.name"),
        *("uploaded_by_user", "created_at"),
    ]
    export_headings = {"filename": _("File"), "collection.name": _("Collection")}


class BrowseView(chooser.BrowseView):
    """The page chooser, where no page is named to begin at."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Begin at the root when what all pages of the kind lie in is closed."""
        answer: HttpResponse = super().get(request)
        if may_read(request.user, self.parent_page):
            return answer
        root: HttpResponse = super().get(request, Page.get_first_root_node().pk)
        return root


class ConfirmWorkflowCancellationView(workflow.ConfirmWorkflowCancellationView):
    """Asks whether the publication of a page shall end an approval."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Raise PermissionDenied for somebody who may not change the page."""
        super().setup(request, *args, **kwargs)
        if not self.object.permissions_for_user(request.user).can_edit():
            raise PermissionDenied

"""What the knowledge base adds to Wagtail's admin."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.snippets.models import register_snippet

from knowledge_base.models.spoken import REFUSED
from knowledge_base.services.contributions import COUNTERED
from knowledge_base.services.demo_digest import LOADED
from knowledge_base.services.phrases import OVERRIDDEN
from knowledge_base.services.proposal_decisions import TAKEN_IN
from knowledge_base.services.tags import MERGED, RENAMED
from knowledge_base.views.use_report import UseReportView
from knowledge_base.viewsets import (
    BatchView,
    ContributionViewSet,
    DocumentVersionsView,
    FailuresView,
    FileView,
    KnowledgeItemViewSet,
    LibraryViewSetGroup,
    ProposalViewSet,
    ReportViewSet,
    UploadView,
    VoteReportView,
)
from lms.menus import EDITORIAL, PermittedMenuItem
from lms.search_report_views import SEE

register_snippet(LibraryViewSetGroup)


@hooks.register("register_admin_viewset")
def knowledge_item_viewset() -> KnowledgeItemViewSet:
    """Owners, as a list of its own."""
    return KnowledgeItemViewSet("lms_knowledge_items")


@hooks.register("register_admin_viewset")
def report_viewset() -> ReportViewSet:
    """List what readers report."""
    return ReportViewSet("lms_reports")


@hooks.register("register_admin_viewset")
def contribution_viewsets() -> list[Any]:
    """List what staff propose, and who has contributed what."""
    return [
        ProposalViewSet("lms_proposals"),
        ContributionViewSet("lms_contributions"),
    ]


@hooks.register("register_admin_urls")
def vote_addresses() -> list[URLPattern]:
    """Place the list of votes."""
    page, rows = VoteReportView.as_view(), VoteReportView.as_view(results_only=True)
    return [
        path("reports/votes/", page, name="lms_votes"),
        path("reports/votes/results/", rows, name="lms_votes_results"),
    ]


@hooks.register("register_admin_urls")
def document_addresses() -> list[URLPattern]:
    """Place the versions of a document beside its form."""
    view = DocumentVersionsView.as_view()
    place = "documents/<int:document_id>/versions/"
    return [path(place, view, name="lms_document_versions")]


@hooks.register("register_admin_urls")
def import_addresses() -> list[URLPattern]:
    """Place the uploads and what becomes of them."""
    file = "imports/<uuid:uuid>/files/<int:position>/"
    failures = "imports/<uuid:uuid>/failures.csv"
    return [
        path("imports/", UploadView.as_view(), name="lms_imports"),
        path("imports/<uuid:uuid>/", BatchView.as_view(), name="lms_import"),
        path(file, FileView.as_view(), name="lms_import_file"),
        path(failures, FailuresView.as_view(), name="lms_import_failures"),
    ]


@hooks.register("register_permissions")
def import_permission() -> QuerySet[Permission]:
    """Let roles be allowed to import."""
    kind = {"content_type__app_label": "lms_knowledge_base"}
    return Permission.objects.filter(codename="add_importbatch", **kind)


@hooks.register(EDITORIAL)
def import_menu_item() -> PermittedMenuItem:
    """Lead to the uploads."""
    return PermittedMenuItem(
        gettext_lazy("Import"),
        reverse("lms_imports"),
        name="import",
        icon_name="upload",
        order=330,
        permission="lms_knowledge_base.add_importbatch",
    )


@hooks.register("register_reports_menu_item")
def vote_menu_item() -> PermittedMenuItem:
    """Put the list of votes among the reports."""
    return PermittedMenuItem(
        gettext_lazy("Helpful or not"),
        reverse("lms_votes"),
        name="votes",
        icon_name="pick",
        order=30,
        permission="lms_knowledge_base.view_report",
    )


@hooks.register("register_admin_urls")
def use_report_address() -> list[URLPattern]:
    """Place what is used of the library among the reports."""
    return [
        path("reports/uses/<slug:report>/", UseReportView.as_view(), name="lms_uses")
    ]


@hooks.register("register_reports_menu_item")
def use_menu_item() -> PermittedMenuItem:
    """Lead to what is used of the library."""
    return PermittedMenuItem(
        gettext_lazy("Use of the library"),
        reverse("lms_uses", args=["used"]),
        name="uses",
        icon_name="view",
        order=20,
        permission=SEE,
    )


@hooks.register("register_reports_menu_item")
def review_menu_item() -> PermittedMenuItem:
    """Lead to the reviews."""
    return PermittedMenuItem(
        gettext_lazy("Reviews"),
        reverse("knowledge_base:reviews"),
        name="reviews",
        icon_name="calendar-check",
        order=40,
        permission="lms_knowledge_base.view_reviewcycle",
    )


@hooks.register("after_edit_page")
@hooks.register("after_edit_snippet")
def say_what_waits(request: HttpRequest, item: Any) -> None:
    """Tell an approver that changes of one's own wait for somebody else."""
    data = request.POST
    is_approval = "action-workflow-action" in data
    if not is_approval or data.get("workflow-action-name") != "approve":
        return
    rows = type(item)._default_manager.filter(pk=item.pk)
    if rows.filter(live=True, has_unpublished_changes=True).exists():
        note = _("Published as it was handed in. What you changed is kept as a draft.")
        messages.warning(request, note)


@hooks.register("register_log_actions")
def phrase_log_actions(actions: LogActionRegistry) -> None:
    """Show in the history of an entry what was allowed, and what was refused."""
    loaded = gettext_lazy("Load the demo"), gettext_lazy("Loaded the demo")
    actions.register_action(LOADED, *loaded)

    @actions.register_action(OVERRIDDEN)
    class OverrideFormatter(LogFormatter):
        label = gettext_lazy("Allow a phrase")

        def format_message(self, log_entry: Any) -> str:
            data = log_entry.data
            values = {"phrases": ", ".join(data["phrases"]), "reason": data["reason"]}
            return _("Allowed “%(phrases)s”. Reason: %(reason)s") % values

    @actions.register_action(REFUSED)
    class RefusalFormatter(LogFormatter):
        label = gettext_lazy("Refuse to publish")

        def format_message(self, log_entry: Any) -> str:
            said = " ".join(log_entry.data["phrases"])
            return _("Not published as scheduled. %(phrases)s") % {"phrases": said}


@hooks.register("register_log_actions")
def tag_log_actions(actions: LogActionRegistry) -> None:
    """Show in the history of a tag what became of its names."""

    @actions.register_action(RENAMED)
    class RenameFormatter(LogFormatter):
        label = gettext_lazy("Rename a tag")

        def format_message(self, log_entry: Any) -> str:
            return _("Renamed from “%(before)s” to “%(after)s”.") % log_entry.data

    @actions.register_action(MERGED)
    class MergeFormatter(LogFormatter):
        label = gettext_lazy("Merge tags")

        def format_message(self, log_entry: Any) -> str:
            return _("Merged “%(merged)s” into “%(into)s”.") % log_entry.data


@hooks.register("register_log_actions")
def contribution_log_actions(actions: LogActionRegistry) -> None:
    """Show in the history what came from a proposal, and what was taken back."""
    taken_in = gettext_lazy("Take in a proposal"), gettext_lazy("Took in a proposal")
    actions.register_action(TAKEN_IN, *taken_in)
    taken_back = gettext_lazy("Take back"), gettext_lazy("Took back the contribution")
    actions.register_action(COUNTERED, *taken_back)

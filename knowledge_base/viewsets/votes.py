"""What readers found helpful or not, among the reports of Wagtail's admin."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.reports import ReportView

from knowledge_base.models import Vote
from knowledge_base.viewsets.feedback import ItemColumn
from lms.exports import SafeExportMixin

_SEE = "lms_knowledge_base.view_report"


class VoteFilterSet(WagtailFilterSet):
    """Narrows the list down."""

    class Meta:
        model = Vote
        fields = ["is_helpful", "complaint", "updated_at"]


class VoteReportView(SafeExportMixin, ReportView):
    """Lists the votes on what the person may read; whose they are is not shown."""

    empty_text = _(
        "Nobody has said yet whether something was helpful. Readers do so at the end of "
        "each script, FAQ entry and article."
    )
    results_template_name = "lms/admin/list_results.html"
    model = Vote
    index_url_name = "lms_votes"
    index_results_url_name = "lms_votes_results"
    page_title = _("Helpful or not")
    header_icon = "pick"
    filterset_class = VoteFilterSet
    default_ordering = "-updated_at"
    any_permission_required = ["view"]
    columns = [
        ItemColumn("item", label=_("Item")),
        BooleanColumn("is_helpful", label=_("Helpful")),
        Column("get_complaint_display", label=_("What was missing")),
        Column("remark", label=_("Remark")),
        BooleanColumn("is_about_live_text", label=_("Of the text as it is now")),
        DateColumn("updated_at", label=_("Last said"), sort_key="updated_at"),
    ]
    list_export = [
        *("item", "is_helpful", "get_complaint_display", "remark"),
        *("is_about_live_text", "updated_at"),
    ]
    export_filename = "votes"

    def user_has_any_permission(self, _actions: object) -> bool:
        """Let in whoever sees reported mistakes."""
        return bool(self.request.user.has_perm(_SEE))

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return the votes with what they are about."""
        return Vote.objects.readable_by(self.request.user).with_items()

"""What readers report, in Wagtail's admin: take it, answer it."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.forms import RadioSelect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import EditView
from wagtail.admin.viewsets.model import ModelViewSet

from knowledge_base.models import Report
from knowledge_base.services.feedback import answer_report
from lms.exports import ExportIndexView
from lms.menus import EDITORIAL, PermittedMenuItem
from lms.posting import key_of


class ItemColumn(Column):
    """What a report is about, with the way to its editor."""

    cell_template_name = "knowledge_base/admin/item_cell.html"


class ReportIndexView(ExportIndexView):
    """Lists the reports on what the person may read."""

    page_title = _("Mistakes")
    empty_text = _(
        "Nobody has reported a mistake yet. Readers do so at the end of each "
        "script, FAQ entry and article; you answer them here."
    )

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return the reports with what they are about; `?item=` names one item."""
        reports = Report.objects.readable_by(self.request.user).with_items()
        item = key_of(self.request.GET.get("item", ""))
        return reports.filter(item=item) if item else reports


class ReportEditView(EditView):
    """Answers a report."""

    def save_instance(self) -> Any:
        """Keep the answer, and who gave it."""
        values = self.form.cleaned_data
        return answer_report(
            report=self.form.instance,
            user=self.request.user,
            state=values["state"],
            answer=values["answer"],
            now=timezone.now(),
        )


class ReportMenuItem(PermittedMenuItem):
    """Says how many wait."""

    permission = "lms_knowledge_base.view_report"

    def waiting(self, user: Any) -> int:
        """Return how many the person may decide on."""
        return int(Report.objects.readable_by(user).waiting().count())


class ReportViewSet(ModelViewSet):
    """Mistakes that readers have seen."""

    model = Report
    index_view_class = ReportIndexView
    edit_view_class = ReportEditView
    copy_view_enabled = False
    add_to_reference_index = False
    icon = "warning"
    menu_label = _("Mistakes")
    menu_name = "reported-mistakes"
    menu_order = 310
    menu_hook = EDITORIAL
    list_filter = ["state", "kind", "handler", "created_at"]
    ordering = ("-state", "-created_at")
    list_display = [
        TitleColumn("text", label=_("Report"), url_name="lms_reports:edit"),
        ItemColumn("item", label=_("Item")),
        Column("get_kind_display", label=_("Kind"), sort_key="kind"),
        Column("get_state_display", label=_("State"), sort_key="state"),
        Column("reporter", label=_("Reported by")),
        Column("handler", label=_("Taken by")),
        DateColumn("created_at", label=_("Reported"), sort_key="created_at"),
    ]
    list_export = [
        *("created_at", "item", "get_kind_display", "text", "quote", "reporter"),
        *("get_state_display", "answer", "handler", "closed_at"),
    ]
    export_filename = "reports"
    search_fields = ["text", "quote", "answer"]
    search_backend_name = None
    panels = [
        HelpPanel(template="knowledge_base/admin/report.html", heading=_("Report")),
        FieldPanel("state", widget=RadioSelect),
        FieldPanel("answer"),
    ]

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        """The menu item with the number."""
        return ReportMenuItem

"""The report on cases: plots, and a workbook."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from knowledge_base.enums import Channel
from lms.exports import SafeExportMixin
from plugins.case_studies.enums import ActionState, CaseKind
from plugins.case_studies.models import CaseAction, CasePage
from plugins.case_studies.services.figures import (
    actions_of,
    bars_by,
    bars_by_month,
    causes_of,
)

SEE = "lms_case_studies.report_caserecord"
_VERIFIED = Count("actions", filter=Q(actions__state=ActionState.VERIFIED))


class CaseReportView(
    PermissionRequiredMixin, SafeExportMixin, SpreadsheetExportMixin, TemplateView
):
    """Tells what the published cases are about, and what was changed because of them."""

    http_method_names = ["get", "head", "options"]
    permission_required = SEE
    raise_exception = True
    template_name = "lms_case_studies/report.html"
    list_export = [
        *("title", "get_kind_display", "get_channel_display", "get_segment_display"),
        *("get_severity_display", "get_root_cause_display", "product", "happened_on"),
        *("record.published_at", "record.shared_by", "number_of_actions", "verified"),
        "record.closed_at",
    ]
    export_headings = {
        "title": pgettext_lazy("case", "Title"),
        "get_kind_display": pgettext_lazy("case", "Kind of case"),
        "get_channel_display": pgettext_lazy("case", "Channel"),
        "get_segment_display": _("customer"),
        "get_severity_display": _("severity"),
        "get_root_cause_display": _("root cause"),
        "product": _("product or service"),
        "happened_on": _("happened on"),
        "record.published_at": pgettext_lazy("case", "published"),
        "record.shared_by": _("shared by"),
        "number_of_actions": _("actions"),
        "verified": pgettext_lazy("action", "verified"),
        "record.closed_at": _("closed"),
    }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show the page, or hand out the workbook with `?export=xlsx`."""
        self.cases = CasePage.objects.visible_for(request.user)
        if not self.is_export:
            return super().get(request, *args, **kwargs)
        rows = self.cases.select_related("record__shared_by").annotate(
            number_of_actions=Count("actions"), verified=_VERIFIED
        )
        ordered = rows.order_by("-record__published_at", "-pk")
        return self.as_spreadsheet(ordered, request.GET["export"])

    def get_filename(self) -> str:
        """Return the name of the file, without its ending."""
        return f"cases-{timezone.localdate()}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the numbers behind the plots."""
        cases, kinds = self.cases, dict(CaseKind.choices)
        actions = actions_of(cases)
        rows = CaseAction.objects.filter(page__in=cases.values("pk"))
        return {
            **super().get_context_data(**kwargs),
            "plots": [
                (_("By month"), bars_by_month(cases)),
                (_("By kind"), bars_by(cases, "kind", kinds)),
                (_("By root cause"), causes_of(cases)),
                (_("By product"), bars_by(cases, "product")),
                (_("By channel"), bars_by(cases, "channel", dict(Channel.choices))),
            ],
            "total": cases.count(),
            "actions": [(state, actions[state]) for state in ActionState],
            "all_actions": sum(actions.values()),
            "verified": actions[ActionState.VERIFIED],
            "overdue": rows.overdue(timezone.localdate()).count(),
        }

"""Gaps in search, in Wagtail's admin."""

from typing import Any

from django import forms
from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import EditView
from wagtail.admin.viewsets.model import ModelViewSet

from lms.exports import ExportIndexView
from lms.menus import EDITORIAL
from lms.models import SearchGap
from lms.search_gaps import answer_gap


class SearchGapIndexView(ExportIndexView):
    """Lists the queries that found nothing that fits, equal ones as one."""

    empty_text = _(
        "No gap has been reported yet. Whoever searches in vain says with a "
        "button what is missing; it then stands here."
    )

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return them with how often, by how many people and when last."""
        return SearchGap.objects.select_related("handler").annotate(
            times=Count("wishes"),
            people=Count("wishes__user", distinct=True),
            last_asked=Max("wishes__created_at"),
        )


class AnswerColumn(Column):
    """Leads to where the answer is written."""

    cell_template_name = "lms/admin/write_answer_cell.html"


class SearchGapEditView(EditView):
    """Answers a query."""

    def save_instance(self) -> Any:
        """Keep the answer, and who gave it."""
        values = self.form.cleaned_data
        return answer_gap(
            gap=self.form.instance,
            user=self.request.user,
            state=values["state"],
            answer=values["answer"],
            address=values["answer_address"],
            now=timezone.now(),
        )


class SearchGapViewSet(ModelViewSet):
    """What people looked for in vain."""

    model = SearchGap
    index_view_class = SearchGapIndexView
    edit_view_class = SearchGapEditView
    copy_view_enabled = False
    add_to_reference_index = False
    icon = "search"
    menu_label = _("Gaps in search")
    menu_name = "search-gaps"
    menu_order = 312
    menu_hook = EDITORIAL
    ordering = ("-state", "-times", "-last_asked")
    list_display = [
        TitleColumn("query", label=_("Query"), url_name="lms_gaps:edit"),
        Column("times", label=_("Asked"), sort_key="times"),
        Column("people", label=_("People"), sort_key="people"),
        DateColumn("last_asked", label=_("Last asked"), sort_key="last_asked"),
        Column("get_state_display", label=_("State"), sort_key="state"),
        Column("handler", label=_("Answered by")),
        AnswerColumn("write", label=""),
    ]
    list_filter = ["state", "handler"]
    list_export = [
        *("query", "times", "people", "last_asked", "get_state_display"),
        *("answer", "answer_address", "handler"),
    ]
    export_filename = "gaps"
    search_fields = ["query", "wishes__text", "answer"]
    search_backend_name = None
    panels = [
        HelpPanel(template="lms/admin/gap.html", heading=_("Looked for in vain")),
        FieldPanel("state", widget=forms.RadioSelect),
        FieldPanel("answer_address"),
        FieldPanel("answer"),
    ]

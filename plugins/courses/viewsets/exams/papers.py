"""Exams in Wagtail's admin."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from reversion.models import Version
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView

from lms.row_history import with_old_values
from lms.row_versions import RecordingMixin, VersionsView
from plugins.courses.enums import ExamState
from plugins.courses.exceptions import ExamError
from plugins.courses.models import Exam
from plugins.courses.services.exams.allotting import check_ready
from plugins.courses.services.exams.explaining import explain
from plugins.courses.viewsets.exams.rows import RowViewSet


class ExamSavingMixin:
    """Saves an exam; one that is published must have its questions."""

    def is_valid(self, form: Any) -> bool:
        """Refuse to publish what asks for more than is ready; nothing is lost."""
        view: Any = self
        if form.is_valid() and form.cleaned_data["state"] == ExamState.OPEN:
            try:
                check_ready(form.save(commit=False))
            except ExamError as error:
                form.add_error("state", explain(error))
        if form.instance._state.adding:
            form.instance.created_by = view.request.user
        return bool(super().is_valid(form))  # type: ignore[misc] # a view's


class ExamAddView(ExamSavingMixin, RecordingMixin, CreateView):
    """Adds an exam."""


class ExamView(ExamSavingMixin, RecordingMixin, EditView):
    """Changes an exam; with `?version=` the form holds what that version held."""

    @property
    def comment(self) -> str:
        """What is noted beside the version."""
        return gettext("Changed")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill the form with old values; nothing is saved yet."""
        kwargs: dict[str, Any] = super().get_form_kwargs()
        asked = self.request.GET.get("version", "")
        if asked.isdecimal() and self.request.method == "GET":
            versions = Version.objects.get_for_object(kwargs["instance"])
            version = get_object_or_404(versions, pk=asked)
            kwargs["instance"] = with_old_values(kwargs["instance"], version)
        return kwargs


class ExamViewSet(RowViewSet):
    """Exams: what they ask, of whom, when."""

    model = Exam
    add_view_class = ExamAddView
    edit_view_class = ExamView
    history_view_class = VersionsView
    history_template_name = VersionsView.template_name
    icon = "list-ol"
    menu_label = _("Exams")
    empty_text = _(
        "There are no exams yet. Add one: choose its questions or let them be drawn from "
        "the bank, then publish it."
    )
    list_display = [
        TitleColumn("__str__", label=_("Exam"), url_name="lms_courses_exams:edit"),
        Column("course", label=_("course")),
        Column("get_state_display", label=pgettext_lazy("exam", "state")),
        Column("get_audience_display", label=_("who may sit it")),
        BooleanColumn("is_required", label=pgettext_lazy("exam", "required")),
    ]
    list_filter = ["state", "audience"]
    search_fields = ["title"]
    panels = [
        FieldPanel("title"),
        FieldPanel("state"),
        FieldPanel("instructions"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("course", "is_required", "weight")],
            heading=_("Part of a course"),
        ),
        InlinePanel(
            "parts",
            heading=pgettext_lazy("exam", "Questions"),
            label=pgettext_lazy("exam", "Part"),
            panels=[
                FieldPanel(name)
                for name in (
                    *("section", "question", "number", "category", "tag"),
                    *("difficulty", "language", "points"),
                )
            ],
        ),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in (
                    *("audience", "opens_at", "closes_at", "minutes"),
                    *("attempts_allowed", "days_between", "pass_mark", "shuffle"),
                )
            ],
            heading=_("Rules"),
        ),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in ("review", "review_after_close", "review_after_failing")
            ],
            heading=_("Afterwards"),
        ),
    ]

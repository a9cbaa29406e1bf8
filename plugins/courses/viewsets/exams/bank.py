"""The question bank in Wagtail's admin."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.widgets.button import Button

from lms.exports import ExportIndexView
from plugins.courses.forms.questions import QuestionForm
from plugins.courses.models import Question
from plugins.courses.services.exams.bank import save_question
from plugins.courses.viewsets.exams.rows import RowViewSet


class QuestionSavingMixin:
    """Saves a question with its version."""

    template_name = "lms_courses/admin/question.html"
    request: HttpRequest

    def get_panel(self) -> None:
        """Return nothing: the form is our own."""

    def get_form(self, form_class: object = None) -> QuestionForm:  # noqa: ARG002 (Django's)
        """Return the form, which looks up addresses for the person."""
        view: Any = self
        return QuestionForm(**view.get_form_kwargs())

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say who fills it in."""
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc] # a view's
        return {**kwargs, "for_user": self.request.user}

    def save_instance(self) -> Any:
        """Save it; what says something new is another version."""
        form: Any = self.form  # type: ignore[attr-defined] # a view's
        question = form.instance
        save_question(
            question=question,
            wording=form.wording,
            items=form.items(),
            user=self.request.user,
            now=timezone.now(),
        )
        question.tags.set(form.cleaned_data["tags"])
        return question


class QuestionAddView(QuestionSavingMixin, CreateView):
    """Adds a question."""


class QuestionView(QuestionSavingMixin, EditView):
    """Changes a question."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether its source has changed."""
        found: Any = Question.objects.with_check().get(pk=self.object.pk)
        return {**super().get_context_data(**kwargs), "is_stale": found.is_stale}


class QuestionFilterSet(WagtailFilterSet):
    """Narrows the bank."""

    stale = django_filters.BooleanFilter(
        field_name="is_stale", label=_("Its source has changed")
    )
    category = django_filters.AllValuesFilter(
        label=pgettext_lazy("question", "category")
    )

    class Meta:
        model = Question
        fields = ["state", "difficulty", "language", "latest__kind"]


class QuestionIndexView(ExportIndexView):
    """Lists the bank."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return questions with their newest version."""
        found: QuerySet[Any] = Question.objects.with_check()
        return found.select_related("latest")

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Lead to import and export."""
        buttons: list[Any] = super().header_more_buttons
        user, url = self.request.user, reverse("lms_courses:exam_bank_files")
        if user.has_perm("lms_courses.add_question"):
            buttons.append(
                Button(_("Import and export"), url=url, icon_name="upload", priority=80)
            )
        return buttons


def _check(question: Any) -> str:
    return str(_("Check: its source has changed.")) if question.is_stale else ""


class QuestionViewSet(RowViewSet):
    """What can be asked."""

    model = Question
    add_view_class = QuestionAddView
    edit_view_class = QuestionView
    index_view_class = QuestionIndexView
    filterset_class = QuestionFilterSet
    icon = "help"
    menu_label = _("Question bank")
    empty_text = _(
        "There are no questions yet. Add one, or import them from a table or a GIFT file."
    )
    list_display = [
        TitleColumn(
            "__str__",
            label=pgettext_lazy("exam", "Question"),
            url_name="lms_courses_questions:edit",
        ),
        Column(
            "kind",
            label=pgettext_lazy("question", "kind"),
            accessor="latest.get_kind_display",
        ),
        Column("category", label=pgettext_lazy("question", "category")),
        Column("get_difficulty_display", label=pgettext_lazy("question", "difficulty")),
        Column("get_state_display", label=pgettext_lazy("question", "state")),
        Column("check", label=_("Sources"), accessor=_check),
    ]
    search_fields = ["latest__text", "category"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Any]]:  # noqa: ARG002, FBT001, FBT002 (Wagtail's)
        """Return the form."""
        return QuestionForm

"""Question bank and exams in Wagtail's admin."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from reversion.models import Version
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.views.generic import chooser as choosers
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from lms.exports import ExportIndexView
from lms.row_history import with_old_values
from lms.row_versions import RecordingMixin, VersionsView
from plugins.courses.enums import ExamState
from plugins.courses.exceptions import ExamError
from plugins.courses.forms.questions import QuestionForm
from plugins.courses.models import Exam, Question
from plugins.courses.services.bank import save_question
from plugins.courses.services.exam_explaining import explain
from plugins.courses.services.exams import check_ready


class _RowViewSet(ModelViewSet):
    """Rows of exams in the admin."""

    empty_text: Any
    index_view_class: Any = ExportIndexView
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    add_to_admin_menu = False

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Name the list as the menu does, and add what it says when it is empty."""
        said = {"page_title": self.menu_label, "empty_text": self.empty_text}
        return super().get_index_view_kwargs(**said, **kwargs)


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


class QuestionViewSet(_RowViewSet):
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


class GatedMixin:
    """Open to whoever may look into the bank."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse all others."""
        if not request.user.has_perm("lms_courses.view_question"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc] # a view's


class QuestionSearchForm(BaseFilterForm):
    """Words in a question or its category."""

    q = forms.CharField(label=_("Search the bank"), required=False)

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        """Return the questions with these words."""
        words: str = self.cleaned_data.get("q") or ""
        return objects.filter(latest__text__icontains=words) if words else objects


class _ChooseMixin(GatedMixin):
    filter_form_class = QuestionSearchForm

    def get_object_list(self) -> QuerySet[Any]:
        """Return what is ready."""
        return Question.objects.ready().select_related("latest")


class QuestionChooseView(_ChooseMixin, choosers.ChooseView):
    """Offers the ready questions."""


class QuestionResultsView(_ChooseMixin, choosers.ChooseResultsView):
    """Offers those with some words."""


class QuestionChosenView(GatedMixin, choosers.ChosenView):
    """Hands over what was chosen."""


class QuestionChosenMultipleView(GatedMixin, choosers.ChosenMultipleView):
    """Hands over several."""


class QuestionChooserViewSet(ChooserViewSet):
    """Chooses a question for an exam."""

    model = Question
    icon = "help"
    choose_one_text = _("Choose a question")
    choose_another_text = _("Choose another question")
    edit_item_text = _("Edit the question")
    choose_view_class = QuestionChooseView
    choose_results_view_class = QuestionResultsView
    chosen_view_class = QuestionChosenView
    chosen_multiple_view_class = QuestionChosenMultipleView


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


class ExamViewSet(_RowViewSet):
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

"""Rubrics, scenes and practicals in Wagtail's admin."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet

from lms.exports import ExportIndexView
from plugins.courses.forms.rubrics import RubricForm
from plugins.courses.forms.scenes import PracticalForm, SceneForm
from plugins.courses.models import Practical, Rubric, Scene
from plugins.courses.services.practicals.rubrics import write_rubric


class TrainingViewSet(ModelViewSet):
    """Rows that trainers write and nobody deletes."""

    empty_text: Any
    form: type[forms.ModelForm[Any]]
    index_view_class = ExportIndexView
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    add_to_admin_menu = False
    form_fields: list[str] = []

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Name the list as the menu does, and add what it says when it is empty."""
        said = {"page_title": self.menu_label, "empty_text": self.empty_text}
        return super().get_index_view_kwargs(**said, **kwargs)

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Any]]:  # noqa: ARG002, FBT001, FBT002 (Wagtail's)
        """Return the form."""
        return self.form


class RubricSavingMixin:
    """Saves the rubric; other criteria are a new version."""

    def save_instance(self) -> Any:
        """Save it."""
        view: Any = self
        rubric = view.form.instance
        criteria, user = view.form.cleaned_data["criteria"], view.request.user
        write_rubric(rubric=rubric, criteria=criteria, user=user, now=timezone.now())
        return rubric


class RubricAddView(RubricSavingMixin, CreateView):
    """Adds a rubric."""


class RubricEditView(RubricSavingMixin, EditView):
    """Changes a rubric."""


class RubricViewSet(TrainingViewSet):
    """What performances are judged by."""

    model = Rubric
    form = RubricForm
    add_view_class = RubricAddView
    edit_view_class = RubricEditView
    icon = "list-ul"
    menu_label = _("Rubrics")
    empty_text = _(
        "There are no rubrics yet. Write one: what judges look at, how much each counts, "
        "and what few and many points look like."
    )
    list_display = [
        TitleColumn("title", label=_("Rubric"), url_name="lms_courses_rubrics:edit"),
        BooleanColumn("is_on", label=_("in use")),
    ]
    search_fields = ["title"]


class SceneViewSet(TrainingViewSet):
    """Situations to be played."""

    model = Scene
    form = SceneForm
    icon = "group"
    menu_label = _("Scenes")
    empty_text = _(
        "There are no scenes yet. Describe a situation for the candidate, and a role card "
        "for whoever plays the customer."
    )
    list_filter = ["kind", "channel", "difficulty", "is_on"]
    list_display = [
        TitleColumn("title", label=_("Scene"), url_name="lms_courses_scenes:edit"),
        Column("get_kind_display", label=pgettext_lazy("scene", "Kind")),
        Column("get_channel_display", label=pgettext_lazy("scene", "Channel")),
        Column("get_difficulty_display", label=_("Difficulty"), sort_key="difficulty"),
        BooleanColumn("is_on", label=_("in use")),
    ]
    search_fields = ["title", "situation", "role_card", "dialogue"]


class PracticalViewSet(TrainingViewSet):
    """Checks on scenes."""

    model = Practical
    form = PracticalForm
    icon = "clipboard-list"
    menu_label = pgettext_lazy("practicals", "Practicals")
    empty_text = _(
        "There are no practicals yet. Choose a rubric and scenes; sittings are then "
        "planned on the site, under Practicals."
    )
    list_filter = ["is_on"]
    list_display = [
        TitleColumn("title", label=_("Practical"), url_name="lms_courses_practicals:edit"),
        Column("course", label=_("Course")),
        Column("rubric", label=_("Rubric")),
        Column("judges_needed", label=_("Judges")),
        BooleanColumn("is_on", label=_("in use")),
    ]  # fmt: skip
    search_fields = ["title"]

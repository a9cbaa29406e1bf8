"""Choosing a question for an exam."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic import chooser as choosers
from wagtail.admin.viewsets.chooser import ChooserViewSet

from plugins.courses.models import Question


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

    def get_urlpatterns(self) -> list[URLPattern]:
        """Leave out the address at which one would be added in passing."""
        return [each for each in super().get_urlpatterns() if each.name != "create"]

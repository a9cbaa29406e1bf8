"""What courses add to Wagtail's admin."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.admin.widgets import Button

from lms.menus import PermittedMenuItem
from plugins.courses.models import CatalogPage, CoursePage
from plugins.courses.views.finding import TEACH
from plugins.courses.viewsets.classes import ClassViewSet, CohortViewSet
from plugins.courses.viewsets.exams.bank import QuestionViewSet
from plugins.courses.viewsets.exams.chooser import QuestionChooserViewSet
from plugins.courses.viewsets.exams.papers import ExamViewSet
from plugins.courses.viewsets.practicals import (
    PracticalViewSet,
    RubricViewSet,
    SceneViewSet,
)

_LISTS: tuple[tuple[Any, str, str], ...] = (
    (ExamViewSet, "exams", "exam"),
    (QuestionViewSet, "questions", "question"),
    (CohortViewSet, "cohorts", "cohort"),
    (ClassViewSet, "classes", "classsession"),
    (PracticalViewSet, "practicals", "practical"),
    (SceneViewSet, "scenes", "scene"),
    (RubricViewSet, "rubrics", "rubric"),
)
"""What can be looked through, the name of its addresses, and the model."""


class CatalogMenuItem(PermittedMenuItem):
    """Leads to the catalog in the explorer."""

    def render_component(self, request: HttpRequest) -> Any:
        """Look up the catalog, which may have been moved, when the menu is shown."""
        pages = CatalogPage.objects.order_by("path").values_list("pk", flat=True)
        if first := pages.first():
            self.url = reverse("wagtailadmin_explore", args=[first])
        return super().render_component(request)


@hooks.register("register_admin_viewset")
def viewsets() -> list[Any]:
    """Place the lists."""
    chooser = "lms_courses_question_chooser"
    return [
        *(
            viewset(f"lms_courses_{name}", url_prefix=f"courses/{name}")
            for viewset, name, _model in _LISTS
        ),
        QuestionChooserViewSet(chooser, url_prefix="courses/choose-question"),
    ]


@hooks.register("register_admin_menu_item")
def menu() -> SubmenuMenuItem:
    """Return the menu of the courses."""
    catalog = CatalogMenuItem(
        pgettext_lazy("course", "Catalog"),
        reverse("wagtailadmin_explore_root"),
        name="courses-catalog",
        icon_name="openquote",
        permission=TEACH,
    )
    lists = [
        PermittedMenuItem(
            viewset.menu_label,
            reverse(f"lms_courses_{name}:index"),
            name=f"courses-{name}",
            icon_name=viewset.icon,
            order=number,
            permission=f"lms_courses.view_{model}",
        )
        for number, (viewset, name, model) in enumerate(_LISTS, 1)
    ]
    return SubmenuMenuItem(
        _("Courses"),
        Menu(items=[catalog, *lists]),
        name="courses",
        icon_name="draft",
        order=325,
    )


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def release_button(
    page: Any, user: Any, *_args: Any, **_kwargs: Any
) -> Iterator[Button]:
    """Lead from a course to what learners get of it."""
    if (
        isinstance(page.specific_deferred, CoursePage)
        and page.live
        and user.has_perm(TEACH)
    ):
        yield Button(
            _("What learners get"),
            reverse("lms_courses:release", args=[page.pk]),
            icon_name="check",
            priority=45,
        )

"""What courses add to Wagtail's admin."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button

from plugins.courses.models import CatalogPage, CoursePage
from plugins.courses.views.finding import TEACH
from plugins.courses.viewsets.classes import ClassViewSet, CohortViewSet


class CoursesMenuItem(MenuItem):
    """Leads to the catalog in the explorer, for whoever may write in it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the person sees it."""
        return bool(request.user.has_perm(TEACH))

    def render_component(self, request: HttpRequest) -> Any:
        """Look up the catalog, which may have been moved, when the menu is shown."""
        first = (
            CatalogPage.objects.order_by("path").values_list("pk", flat=True).first()
        )
        if first is not None:
            self.url = reverse("wagtailadmin_explore", args=[first])
        return super().render_component(request)


@hooks.register("register_admin_menu_item")
def menu() -> CoursesMenuItem:
    """Return the entry of the courses."""
    return CoursesMenuItem(
        _("Courses"),
        reverse("wagtailadmin_explore_root"),
        name="courses",
        icon_name="openquote",
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


@hooks.register("register_admin_viewset")
def class_viewsets() -> list[Any]:
    """Place the lists of cohorts and classes."""
    return [
        CohortViewSet("lms_courses_cohorts", url_prefix="cohorts"),
        ClassViewSet("lms_courses_classes", url_prefix="classes"),
    ]

"""Cohorts and classes in Wagtail's admin: looked through, and planned on the site."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet

from lms.exports import ExportIndexView
from plugins.courses.models import ClassSession, Cohort


def _page(row: Any) -> str:
    return str(row.get_absolute_url())


class CohortListView(ExportIndexView):
    """All cohorts, with how many are in them."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return them with what is shown."""
        learning = Q(members__left_at=None, members__is_waiting=False)
        return Cohort.objects.select_related("course").annotate(
            people=Count("members", filter=learning, distinct=True)
        )

    def get_add_url(self) -> str:
        """Lead to the page on the site where one is planned."""
        return reverse("lms_courses:class_new_cohort")


class ClassListView(ExportIndexView):
    """All classes."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return them with what is shown."""
        return ClassSession.objects.select_related("cohort", "trainer")


class PlannedViewSet(ModelViewSet):
    """Rows that are planned on the site: here they are found, filtered, taken away."""

    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    add_to_admin_menu = False
    form_fields: list[str] = []
    empty_text: Any = ""

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Name the list as the menu does, and add what it says when it is empty."""
        said = {"page_title": self.menu_label, "empty_text": self.empty_text}
        return super().get_index_view_kwargs(**said, **kwargs)


class CohortViewSet(PlannedViewSet):
    """Who learns together."""

    model = Cohort
    index_view_class = CohortListView
    icon = "group"
    menu_label = _("Cohorts")
    empty_text = _("There are no cohorts yet. They are planned on the site.")
    list_filter = ["begins_on", "course"]
    list_display = [
        TitleColumn("title", label=pgettext_lazy("cohort", "title"), get_url=_page),
        Column("course", label=_("course")),
        Column("begins_on", label=_("first day"), sort_key="begins_on"),
        Column("ends_on", label=_("last day"), sort_key="ends_on"),
        Column("people", label=_("people"), sort_key="people"),
    ]
    search_fields = ["title"]


class ClassViewSet(PlannedViewSet):
    """The timetable of all cohorts."""

    model = ClassSession
    index_view_class = ClassListView
    icon = "calendar-alt"
    menu_label = pgettext_lazy("course", "Classes")
    empty_text = _("There are no classes yet. They are planned on the site.")
    list_filter = ["kind", "starts_at", "cohort"]
    ordering = ("-starts_at",)
    list_display = [
        TitleColumn("title", label=pgettext_lazy("class", "title"), get_url=_page),
        Column("cohort", label=_("cohort"), sort_key="cohort"),
        Column("get_kind_display", label=pgettext_lazy("class", "kind")),
        DateColumn("starts_at", label=_("begins"), sort_key="starts_at"),
        Column("minutes", label=_("minutes")),
        Column("room", label=_("room"), sort_key="room"),
        Column("trainer", label=_("trainer")),
        DateColumn("cancelled_at", label=_("cancelled"), sort_key="cancelled_at"),
    ]
    search_fields = ["title", "room", "trainer_name"]

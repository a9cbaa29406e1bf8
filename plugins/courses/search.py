"""How courses and lessons appear in search."""

from collections.abc import Hashable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lms.access import Reader, reading_key
from lms.search.sources import Facet, Presentation, SearchSource
from plugins.courses.enums import CourseArea, CourseLevel
from plugins.courses.models import CoursePage, LessonPage


class CourseSource(SearchSource[Any]):
    """Courses that were released."""

    kind = "course"
    label = _("Courses")
    model = CoursePage
    brief_fields = ("title",)
    facets = (
        Facet(
            "course_level",
            _("Course level"),
            "level",
            CourseLevel.choices,
        ),
        Facet("course_area", _("Course area"), "area", CourseArea.choices),
    )

    def visible_for(self, user: Reader) -> QuerySet[Any]:
        """Return what is offered to `user`."""
        return CoursePage.objects.offered_to(user)

    def visible_key(self, user: Reader) -> Hashable:
        """Return what is closed to `user`."""
        return reading_key(user)

    def with_details(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Load what is shown, and no more."""
        return queryset.only("title", "summary", "level", "last_published_at")

    def present(self, obj: Any) -> Presentation:
        """Return title and what one learns."""
        return Presentation(
            title=obj.title,
            url=obj.get_absolute_url(),
            text=obj.summary,
            updated_at=obj.last_published_at,
            badge=str(obj.get_level_display()),
        )


class LessonSource(SearchSource[Any]):
    """Lessons of courses that are open to everybody."""

    kind = "lesson"
    label = _("Lessons")
    model = LessonPage
    brief_fields = ("title",)
    tag_field = ""

    def visible_for(self, user: Reader) -> QuerySet[Any]:
        """Return what is offered to `user`."""
        return LessonPage.objects.offered_to(user)

    def visible_key(self, user: Reader) -> Hashable:
        """Return what is closed to `user`."""
        return reading_key(user)

    def present(self, obj: Any) -> Presentation:
        """Return title and text."""
        return Presentation(
            title=obj.title,
            url=obj.get_absolute_url(),
            text=obj.plain_text,
            updated_at=obj.last_published_at,
        )

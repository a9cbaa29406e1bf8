"""The catalog: what there is to learn."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from knowledge_base.views.choices import Choices, pages_of
from lms.access import readable_pages
from plugins.courses.enums import CourseArea, CourseLevel, EnrollmentState
from plugins.courses.models import CatalogPage, CoursePage, CourseRelease, Enrollment
from plugins.courses.services.standings import standings_of
from plugins.courses.views.finding import SEE, TEACH

PAGE_SIZE = 24
_OWN = (EnrollmentState.NEW, EnrollmentState.RUNNING, EnrollmentState.COMPLETED)
FACETS = {
    "level": dict(CourseLevel.choices),
    "area": dict(CourseArea.choices),
    "own": {str(state): state.label for state in _OWN},
}
NAMES = (
    ("level", pgettext_lazy("course", "level")),
    ("area", pgettext_lazy("course", "area")),
    ("own", gettext_lazy("My progress")),
)


@require_safe
def catalog(request: HttpRequest) -> HttpResponse:
    """List the courses that one may begin or has begun."""
    found = CoursePage.objects.offered_to(request.user)
    return _list(request, found, {"title": _("Courses")})


@require_safe
def shelf(request: HttpRequest, pk: int) -> HttpResponse:
    """List the courses of one catalog."""
    shelves = CatalogPage.objects.live().filter(readable_pages(request.user))
    page = get_object_or_404(shelves, pk=pk)
    found = CoursePage.objects.offered_to(request.user).child_of(page)
    return _list(request, found, {"title": page.title, "intro": page.intro})


def _list(
    request: HttpRequest, found: QuerySet[Any], context: dict[str, Any]
) -> HttpResponse:
    choices = Choices(request.GET, FACETS)
    wanted = {name: choices[name] for name in ("level", "area") if choices[name]}
    rows = _in_state(found.filter(**wanted), choices["own"], request.user)
    page = Paginator(rows.order_by("path"), PAGE_SIZE)
    shown = page.get_page(request.GET.get("page"))
    context |= {
        "page": shown,
        "cards": cards_of([*shown], request.user),
        "total": page.count,
        "facets": [(label, choices.shown({})[name], name) for name, label in NAMES],
        "is_narrowed": bool(wanted or choices["own"]),
        "pages": pages_of(shown, choices),
        "may_report": request.user.has_perm(SEE),
        "may_teach": request.user.has_perm(TEACH),
        "drafts": _unreleased(request.user),
    }
    return render(request, "lms_courses/catalog.html", context)


def cards_of(courses: Iterable[CoursePage], user: Any) -> list[dict[str, Any]]:
    """Return courses with what they take and how far one is: four queries."""
    courses = [*courses]
    keys = [course.key for course in courses]
    releases = {
        row.course_key: row
        for row in CourseRelease.objects.filter(course_key__in=keys).order_by("number")
    }
    rows = Enrollment.objects.of(user).newest().filter(course_key__in=keys)
    enrollments = [*rows.select_related("release__course")]
    standings = standings_of(enrollments)
    own = {row.course_key: standings[row.pk] for row in enrollments}
    today = timezone.localdate()
    return [
        {
            "course": course,
            "standing": (standing := own.get(course.key)),
            "state": standing and standing.enrollment.state_on(today),
            **size_of(releases.get(course.key)),
        }
        for course in courses
    ]


def size_of(release: CourseRelease | None) -> dict[str, int]:
    """Return how many activities a release has, and how many minutes they take."""
    outline = release.outline if release else []
    return {"steps": len(outline), "minutes": sum(row["minutes"] for row in outline)}


def _in_state(found: QuerySet[Any], state: str, user: Any) -> QuerySet[Any]:
    own = Enrollment.objects.of(user).newest().filter(course_key=OuterRef("key"))
    done = own.exclude(completed_at=None)
    if state == EnrollmentState.NEW:
        return found.exclude(Exists(own))
    if state == EnrollmentState.RUNNING:
        return found.filter(Exists(own.filter(completed_at=None)))
    return found.filter(Exists(done)) if state else found


def _unreleased(user: Any) -> list[CoursePage]:
    """Return the courses that are published and nobody can begin, for who teaches."""
    if not user.has_perm(TEACH):
        return []
    released = CourseRelease.objects.order_by().values("course_key")
    found = CoursePage.objects.visible_for(user).exclude(key__in=released)
    return [*found.order_by("-pk")[:PAGE_SIZE]]

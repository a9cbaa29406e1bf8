"""The table of final marks of a course, and the report on practicals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from lms.exports import as_table, wanted_format
from lms.people.display import display_name, team_of
from plugins.courses.enums import ActivityKind
from plugins.courses.forms.practicals import SchemeForm
from plugins.courses.models import CoursePage, Practical, Result
from plugins.courses.models.sitting import ORGANISE, REPORT
from plugins.courses.services.practicals.agreement import agreement_of_judges
from plugins.courses.services.practicals.figures import bands_of
from plugins.courses.services.practicals.final_marks import (
    final_marks,
    people_of,
    scheme_of,
)
from plugins.courses.services.practicals.pass_rates import pass_rates
from plugins.courses.services.practicals.scoring import FinalMark

PAGE_SIZE = 50
COLUMNS = {
    "name": pgettext_lazy("person", "Name"),
    "team": gettext_lazy("Team"),
    "written": pgettext_lazy("marks", "Written"),
    "practical": pgettext_lazy("marks", "Practical"),
    "score": pgettext_lazy("marks", "Final mark"),
    "outcome": pgettext_lazy("marks", "Outcome"),
}


@dataclass(frozen=True)
class Line:
    """Somebody's marks in a course."""

    person: Any
    mark: FinalMark

    @property
    def name(self) -> str:
        """How the person is called."""
        return display_name(self.person)

    @property
    def team(self) -> str:
        """Where the person works."""
        return team_of(self.person)

    @property
    def written(self) -> Any:
        """The mark of the exams."""
        return self.mark.parts.get(ActivityKind.EXAM)

    @property
    def practical(self) -> Any:
        """The mark of the practicals."""
        return self.mark.parts.get(ActivityKind.PRACTICAL)

    @property
    def score(self) -> Any:
        """The final mark."""
        return self.mark.score

    @property
    def outcome(self) -> str:
        """What it means."""
        if self.mark.score is None:
            return _("incomplete")
        if self.mark.below_floor:
            return _("below the least of a part")
        return _("passed") if self.mark.is_passed else _("not passed")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(REPORT, raise_exception=True)
def marks(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show or export the final marks of a course; change how its parts weigh."""
    course: CoursePage = get_object_or_404(
        CoursePage.objects.readable_by(request.user), pk=pk
    )
    scheme = scheme_of(course)
    may_weigh = request.user.has_perm(ORGANISE)
    form = SchemeForm(request.POST or None, instance=scheme)
    if request.method == "POST":
        if not may_weigh:
            raise PermissionDenied
        if form.is_valid():
            form.save()
            messages.success(request, _("The weights are saved."))
            return redirect("lms_courses:practical_marks", pk)
        scheme = scheme_of(course)
    lines = _lines(course)
    if kind := wanted_format(request):
        name = f"marks-{course.slug}-{timezone.localdate()}"
        return as_table(lines, columns=COLUMNS, name=name, kind=kind)
    page = Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page"))
    scores = [line.score for line in lines if line.score is not None]
    context = {
        "course": course,
        "page": page,
        "scheme": scheme,
        "form": form if may_weigh else None,
        "bands": bands_of(scores, scheme.pass_mark, scheme.merit_mark),
        "complete": len(scores),
        "total": len(lines),
        "passed": sum(line.mark.is_passed for line in lines),
    }
    return render(request, "lms_courses/practicals/marks.html", context)


def _lines(course: CoursePage) -> Sequence[Line]:
    people = get_user_model()._default_manager.filter(pk__in=people_of(course))
    ordered = [
        *people.select_related("staff_profile__team").order_by(
            "last_name", "first_name", "pk"
        )
    ]
    found = final_marks([course], ordered)
    return [Line(person, found[course.pk, person.pk]) for person in ordered]


@require_safe
@permission_required(REPORT, raise_exception=True)
def report(request: HttpRequest) -> HttpResponse:
    """Show how many pass, in which courses more exercises are needed, how judges agree."""
    readable = CoursePage.objects.readable_by(request.user)
    keys = Result.objects.exclude(course_key=None).values("course_key")
    practicals = Practical.objects.select_related("course").order_by("pk")
    context = {
        "rates": pass_rates(practicals),
        "practicals": practicals.filter(
            Q(course=None) | Q(course__in=readable.values("pk"))
        ).order_by("title"),
        "courses": readable.filter(key__in=keys).order_by("title"),
        "readable": {*readable.values_list("pk", flat=True)},
        "judges": agreement_of_judges(),
    }
    return render(request, "lms_courses/practicals/report.html", context)

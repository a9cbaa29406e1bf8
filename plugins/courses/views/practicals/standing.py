"""How far people are with a practical, and how its marks are spread."""

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from knowledge_base.views.choices import Choices, pages_of
from lms.exports import as_table, wanted_format
from plugins.courses.models import CoursePage, GradeScheme, Practical
from plugins.courses.models.sitting import REPORT
from plugins.courses.services.practicals.figures import bands_of
from plugins.courses.services.practicals.standing import standings_of

PAGE_SIZE = 50
COLUMNS = {
    "name": pgettext_lazy("person", "Name"),
    "team": gettext_lazy("Team"),
    "passes": pgettext_lazy("practical", "passes"),
    "practical.passes_needed": gettext_lazy("passes needed"),
    "best": gettext_lazy("best mark"),
    "left": gettext_lazy("attempts left"),
}


@require_safe
@permission_required(REPORT, raise_exception=True)
def standing(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show or export who has passed how often; of a closed course there is nothing."""
    readable = CoursePage.objects.readable_by(request.user).values("pk")
    rows = Practical.objects.filter(Q(course=None) | Q(course__in=readable))
    practical = get_object_or_404(rows.select_related("course"), pk=pk)
    found = standings_of(practical)
    if kind := wanted_format(request):
        name = f"practical-{practical.pk}-{timezone.localdate()}"
        return as_table(found, columns=COLUMNS, name=name, kind=kind)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    scores = [
        sitting.score
        for each in found
        for sitting in each.sittings
        if sitting.score is not None
    ]
    merit = max(GradeScheme().merit_mark, practical.pass_mark)
    context = {
        "practical": practical,
        "page": page,
        "pages": pages_of(page, Choices(request.GET, {})),
        "people": len(found),
        "done": sum(each.is_done for each in found),
        "decided": len(scores),
        "bands": bands_of(scores, practical.pass_mark, merit),
        "merit_mark": merit,
    }
    return render(request, "lms_courses/practicals/standing.html", context)

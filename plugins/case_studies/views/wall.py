"""The wall of stories: good cases to whose showing there is consent."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from knowledge_base.views.choices import Choices, pages_of
from knowledge_base.views.personal import next_address
from plugins.case_studies.enums import ReactionKind
from plugins.case_studies.models import CasePage, CaseReaction
from plugins.case_studies.services.reading import react

PAGE_SIZE = 24
SHOWN = ("title", "kind", "channel", "summary", "outcome", "improvement", "locale")


@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """Show the stories month by month, the newest first."""
    stories = CasePage.objects.on_the_wall(request.user)
    months = [
        (f"{row['month']:%Y-%m}", row["month"], row["number"])
        for row in stories.order_by()
        .annotate(month=TruncMonth("record__published_at"))
        .values("month")
        .annotate(number=Count("pk"))
        .order_by("-month")
    ]
    choices = Choices(request.GET, {"month": {key: day for key, day, _n in months}})
    if choices["month"]:
        year, month = map(int, choices["month"].split("-"))
        stories = stories.filter(
            record__published_at__year=year, record__published_at__month=month
        )
    rows = stories.select_related("record__shared_by", "locale").order_by(
        "-record__published_at", "-pk"
    )
    page = Paginator(rows.only(*SHOWN, "record"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    reacted = _reactions([story.pk for story in page], request.user)
    context = {
        "stories": [(story, reacted[story.pk]) for story in page],
        "months": [
            (day, number, choices.address(month=key), choices["month"] == key)
            for key, day, number in months
        ],
        "all_url": choices.address(month=""),
        "is_narrowed": bool(choices["month"]),
        "pages": pages_of(page, choices),
        "here": request.path + choices.address(page=page.number),
    }
    return render(request, "lms_case_studies/wall.html", context)


@require_POST
def react_to(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Add a reaction with `wanted=yes`, or take it back with `wanted=no`."""
    if kind not in ReactionKind.values:
        raise Http404
    wanted = request.POST.get("wanted")
    if wanted not in {"yes", "no"}:
        return HttpResponseBadRequest()
    case = get_object_or_404(CasePage.objects.visible_for(request.user), pk=pk)
    reaction, is_on = ReactionKind(kind), wanted == "yes"
    react(case=case, user=request.user, kind=reaction, wanted=is_on)
    return redirect(next_address(request) or case)


def _reactions(keys: list[int], user: Any) -> dict[int, list[tuple[Any, int, bool]]]:
    """Return each kind of reaction of each story: how many, and whether one's own."""
    rows = CaseReaction.objects.filter(page__in=keys)
    counted = {
        (page, kind): number
        for page, kind, number in rows.order_by()
        .values_list("page", "kind")
        .annotate(number=Count("pk"))
    }
    own = {*rows.filter(person=user).values_list("page", "kind")}
    return {
        key: [
            (kind, counted.get((key, kind), 0), (key, kind) in own)
            for kind in ReactionKind
        ]
        for key in keys
    }

"""Scenes, as trainers look for them."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from knowledge_base.views.choices import Choices, pages_of
from plugins.courses.enums import Difficulty, SceneChannel, SceneKind, SittingState
from plugins.courses.models import Scene, Sitting
from plugins.courses.services.practicals.offered import links_of_scene
from plugins.courses.views.practicals.planning import organiser_only

PAGE_SIZE = 20
LONGEST_QUERY = 100
FACETS = {
    "kind": dict(SceneKind.choices),
    "channel": dict(SceneChannel.choices),
    "difficulty": {str(value): label for value, label in Difficulty.choices},
}


@require_safe
@organiser_only
def scenes(request: HttpRequest) -> HttpResponse:
    """List the scenes in use, or those with some words in them."""
    words = request.GET.get("q", "")[:LONGEST_QUERY].replace("\0", "")
    choices = Choices(request.GET, FACETS)
    wanted = {name: choices[name] for name in FACETS if choices[name]}
    sat = Count("sittings", filter=Q(sittings__state=SittingState.DECIDED))
    rows = Scene.objects.filter(is_on=True).matching(words).filter(**wanted)
    ordered = rows.annotate(sat=sat).order_by("difficulty", "title", "pk")
    page = Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "words": words,
        "options": choices.shown({}),
        "pages": pages_of(page, choices),
        "is_narrowed": bool(words or wanted),
    }
    return render(request, "lms_courses/practicals/scenes.html", context)


@require_safe
@organiser_only
def scene(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a scene; whoever is to sit it does not see the role card."""
    row: Scene = get_object_or_404(Scene, pk=pk)
    user: Any = request.user
    is_to_sit = Sitting.objects.of(user).ahead().filter(scene=row).exists()
    context = {
        "scene": row,
        "is_revealed": not is_to_sit,
        "links": [] if is_to_sit else links_of_scene(row, user),
        "practicals": row.practicals.filter(is_on=True),
    }
    return render(request, "lms_courses/practicals/scene.html", context)

"""The map of conversations: for each situation, what is said from first word to last."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from knowledge_base.enums import Stage
from knowledge_base.models import Script


@require_safe
def script_map(request: HttpRequest) -> HttpResponse:
    """Show the scripts in the reader's language, or in the others with `all`."""
    scripts = Script.objects.visible_for(request.user)
    if not (is_all := "all" in request.GET):
        scripts = scripts.filter(locale__language_code__startswith=_language())
    rows = scripts.order_by("scene", "title").only("title", "scene", "stage")
    scenes = [(scene, [*found]) for scene, found in groupby(rows, _scene)]
    context = {
        "scenes": [(scene, len(found), _by_stage(found)) for scene, found in scenes],
        "is_all": is_all,
    }
    return render(request, "knowledge_base/script_map.html", context)


def _language() -> str:
    return (get_language() or "")[:2]


def _scene(script: Script) -> str:
    return script.scene


def _by_stage(scripts: list[Script]) -> list[tuple[Any, list[Script]]]:
    """Return the stages in their order, each with its scripts; those of none last."""
    stages = [
        (stage.label, [s for s in scripts if s.stage == stage]) for stage in Stage
    ]
    others = [script for script in scripts if script.stage not in Stage.values]
    return [*stages, ("", others)] if others else stages

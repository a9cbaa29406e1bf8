"""First aid for emotions: what to say to an upset customer, in three steps."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from knowledge_base.enums import Emotion, NoteKind, Stage
from knowledge_base.models import Script

_STEPS = (
    (
        _("Take the feeling seriously"),
        _("Let the customer finish, say what you heard, apologise for it."),
        {Stage.SOOTHE},
    ),
    (
        _("Find out and explain"),
        _("Ask for what you need, then say what is the case and why."),
        {Stage.OPENING, Stage.VERIFY, Stage.ANSWER},
    ),
    (
        _("Offer a way out"),
        _("Give a choice and a time, keep to it, and part well."),
        {Stage.OFFER, Stage.CLOSING},
    ),
)
_ORDER = sorted(Emotion, key=Emotion.CALM.__eq__)
"""What is the matter first."""
_MOST_WARNINGS = 8


@require_safe
def emotions(request: HttpRequest) -> HttpResponse:
    """Show the scripts for one emotion, step by step, in the reader's language first."""
    scripts = Script.objects.visible_for(request.user).exclude(emotion="")
    counted = scripts.order_by().values_list("emotion").annotate(number=Count("pk"))
    counts = dict(counted)
    wanted = request.GET.get("emotion", "")
    chosen = wanted if wanted in Emotion.values else _first_of(counts)
    found = _of_emotion(scripts, chosen)
    steps = [
        (title, hint, [script for script in found if script.stage in stages])
        for title, hint, stages in _STEPS
    ]
    context = {
        "emotions": [(e.value, e.label, counts.get(e.value, 0)) for e in _ORDER],
        "emotion": chosen,
        "steps": steps if found else [],
        "warnings": _warnings(steps[0][-1] or found),
    }
    return render(request, "knowledge_base/emotions.html", context)


def _first_of(counts: dict[str, int]) -> str:
    """Return the first emotion that has scripts."""
    return next((each.value for each in _ORDER if counts.get(each.value)), _ORDER[0])


def _of_emotion(scripts: QuerySet[Script], emotion: str) -> list[Script]:
    rows = scripts.filter(emotion=emotion).select_related("locale")
    own = (get_language() or "")[:2]
    return sorted(
        rows.prefetch_related("variants", "notes").order_by("scene", "title"),
        key=lambda script: script.locale.language_code[:2] != own,
    )


def _warnings(scripts: list[Any]) -> list[str]:
    """Return what not to do, each once."""
    notes = [note for script in scripts for note in script.notes_of(NoteKind.DONT)]
    return [*dict.fromkeys(notes)][:_MOST_WARNINGS]

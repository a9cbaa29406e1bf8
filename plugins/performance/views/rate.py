"""A rating as its rater fills it in: kept at each pause, handed in once."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.posting import key_of, text_of
from plugins.performance.exceptions import (
    PerformanceError,
    StaleError,
    UnknownMarkError,
)
from plugins.performance.models import LONGEST, Part, Rating
from plugins.performance.services.rating import hand_in, missing_of, save_rating

CONFLICT = 409
_FEW = 20
"""From this step on all points are offered as buttons."""


@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill in one's own rating; `pause` keeps it while one writes."""
    user: Any = request.user
    rows = Rating.objects.filter(rater=user).with_names()
    row = get_object_or_404(rows.select_related("sheet__version__table"), pk=pk)
    typed = {key: str(mark) for key, mark in row.marks.items()}
    is_pause = "pause" in request.POST
    is_over = not row.sheet.month.is_collecting and not is_pause
    if request.method != "POST" or is_over:
        return _show(request, row, typed, row.words)
    typed, words = _typed(request, row), text_of(request, "words", LONGEST)
    try:
        saved = _keep(request, row, typed, words, is_last="submit" in request.POST and not is_pause)  # fmt: skip
    except PerformanceError as error:
        if is_pause:
            return _paused(request, row, str(error))
        row.refresh_from_db(fields=["revision"])
        return _show(request, row, typed, words, error)
    if is_pause:
        return _paused(request, saved, "")
    if saved.handed_in_at is None:
        messages.success(request, _("Your draft is saved."))
        return redirect("lms_performance:rate", saved.pk)
    messages.success(request, _("The rating is handed in. Thank you."))
    return _next(user)


def _next(user: Any) -> HttpResponse:
    """Lead to what waits next, so that a team is rated one after the other."""
    waiting = Rating.objects.waiting().filter(rater=user)
    row = waiting.order_by("sheet__month", "sheet__team", "pk").first()
    if row is None:
        return redirect("lms_performance:mine")
    return redirect("lms_performance:rate", row.pk)


def _typed(request: HttpRequest, row: Rating) -> dict[str, str]:
    found = {}
    for part in row.sheet.version.rated:
        text = request.POST.get(f"mark-{part.key}", "").strip()[:6]
        if text:
            found[part.key] = text.replace("\0", "")
    return found


def _keep(
    request: HttpRequest,
    row: Rating,
    typed: Mapping[str, str],
    words: str,
    *,
    is_last: bool,
) -> Rating:
    if not all(text.isascii() and text.isdecimal() for text in typed.values()):
        raise UnknownMarkError
    written: dict[str, Any] = {
        "rating": row,
        "user": request.user,
        "marks": {key: int(text) for key, text in typed.items()},
        "words": words,
        "revision": key_of(request.POST.get("revision", "")),
        "window": request.POST.get("window", "")[:12].replace("\0", ""),
    }
    return hand_in(now=timezone.now(), **written) if is_last else save_rating(**written)


def _paused(request: HttpRequest, row: Rating, error: str) -> HttpResponse:
    context = {"error": error, "is_saved": not error, "missing": len(missing_of(row))}
    answer = render(request, "lms_performance/components/saved.html", context)
    answer["X-Results"] = "yes"
    return answer


def _question(part: Part, text: str) -> dict[str, Any]:
    points = range(100, -1, -part.step) if part.step >= _FEW else []
    return {"part": part, "text": text, "points": [str(p) for p in points]}


def _show(
    request: HttpRequest,
    row: Rating,
    typed: Mapping[str, str],
    words: str,
    error: PerformanceError | None = None,
) -> HttpResponse:
    context = {
        "rating": row,
        "questions": [
            _question(p, typed.get(p.key, "")) for p in row.sheet.version.rated
        ],
        "words": words,
        "error": error,
        "revision": row.revision,
        # Once both texts were seen, saving again is meant.
        "window": secrets.token_hex(6),
        "missing": len(missing_of(row)),
        "is_saved": row.revision > 0 and not error,
        "longest": LONGEST,
    }
    status = CONFLICT if isinstance(error, StaleError) else 200
    return render(request, "lms_performance/rate.html", context, status=status)

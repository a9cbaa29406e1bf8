"""The page on which an exam is sat: shown, saved, handed in."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from plugins.courses.exceptions import StaleAnswerError, TimeUpError
from plugins.courses.models import Attempt, AttemptItem
from plugins.courses.services.exams.explaining import explain
from plugins.courses.services.exams.question_kinds import said
from plugins.courses.services.exams.sitting import (
    flag_item,
    save_answer,
    submit_attempt,
)
from plugins.courses.views.exams.items import ShownItem, as_text, response_of, shown

CONFLICT = 409
GONE = 410


def _own(request: HttpRequest, key: UUID) -> Attempt:
    """Return one's own attempt; whoever sends something hands in what is over."""
    own = Attempt.objects.of(request.user).select_related("exam")
    attempt, now = get_object_or_404(own, key=key), timezone.now()
    if request.method == "POST" and attempt.state_at(now) != attempt.state:
        return submit_attempt(attempt=attempt, now=now)
    return attempt


def _items(attempt: Attempt) -> list[AttemptItem]:
    return [*attempt.items.select_related("version")]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sitting(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the questions; without JavaScript the buttons of the page save them."""
    attempt = _own(request, key)
    if not attempt.is_running(timezone.now()):
        if request.method == "POST":
            messages.error(request, explain(TimeUpError()))
        return redirect("lms_courses:exam_result", key)
    items = _items(attempt)
    if request.method != "POST":
        return _page(request, attempt, [shown(item) for item in items])
    try:
        found = [_save_from_page(request, item) for item in items]
    except TimeUpError as error:
        messages.error(request, explain(error))
        return redirect("lms_courses:exam_result", key)
    if any(each.is_stale for each in found):
        messages.error(request, explain(StaleAnswerError(None)))
        return _page(request, attempt, found, status=CONFLICT)
    if "submit" in request.POST:
        return redirect("lms_courses:exam_submit", key)
    messages.success(request, _("Saved."))
    place = request.POST.get("save", "")
    anchor = f"#q{place}" if place.isdecimal() else ""
    return redirect(f"{request.path}{anchor}")


def _save_from_page(request: HttpRequest, item: AttemptItem) -> ShownItem:
    """Save the answer to a question, unless nobody touched it on this page."""
    name, data = f"q{item.place}", request.POST
    if f"{name}-rev" not in data:
        return shown(item)
    now, response = timezone.now(), response_of(data, item, name)
    flagged = f"{name}-flag" in data
    if flagged != item.is_flagged:
        flag_item(item=item, wanted=flagged, now=now)
        item.is_flagged = flagged
    if as_text(response) == data.get(f"{name}-seen"):
        return shown(item)
    revision = _number(data.get(f"{name}-rev", ""))
    try:
        row = save_answer(item=item, response=response, revision=revision, now=now)
        return shown(row)
    except StaleAnswerError as error:
        row = error.item  # type: ignore[assignment] # the row that is kept
        return shown(row, response, stale=True)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else -1  # noqa: PLR2004 (digits of a revision)


def _page(
    request: HttpRequest,
    attempt: Attempt,
    items: Sequence[ShownItem],
    status: int = 200,
) -> HttpResponse:
    context = {
        "attempt": attempt,
        "exam": attempt.exam,
        "items": items,
        "answered": sum(item.is_answered for item in items),
        **_clock(attempt),
    }
    return render(request, "lms_courses/exams/sitting.html", context, status=status)


def _clock(attempt: Attempt) -> dict[str, Any]:
    """Return when it ends and what time the server has, in milliseconds."""
    now = timezone.now()
    return {
        "ends_ms": int(attempt.deadline.timestamp() * 1000),
        "now_ms": int(now.timestamp() * 1000),
    }


@require_POST
def save(request: HttpRequest, key: UUID, place: int) -> HttpResponse:
    """Save one answer or flag for the script of the page, which says what came of it."""
    attempt = _own(request, key)
    rows = AttemptItem.objects.select_related("version")
    item = get_object_or_404(rows, attempt=attempt, place=place)
    name, now = f"q{place}", timezone.now()
    revision = _number(request.POST.get(f"{name}-rev", ""))
    response = response_of(request.POST, item, name)
    try:
        flagged = f"{name}-flag" in request.POST
        if flagged != item.is_flagged:
            flag_item(item=item, wanted=flagged, now=now)
        row = save_answer(item=item, response=response, revision=revision, now=now)
    except TimeUpError as error:
        return JsonResponse({"error": explain(error)}, status=GONE)
    except StaleAnswerError as error:
        return JsonResponse(_conflict(error, item, response), status=CONFLICT)
    saved = date_format(localtime(row.saved_at or now), "H:i")
    answer = {
        "revision": row.revision,
        "seen": as_text(row.response),
        "is_answered": row.is_answered,
        "saved": _("Saved %(time)s") % {"time": saved},
    }
    return JsonResponse({**answer, **_clock(attempt)})


def _conflict(error: StaleAnswerError, item: AttemptItem, response: Any) -> Any:
    """Return both answers, so that the person can choose."""
    row: Any = error.item
    return {
        "error": explain(error),
        "revision": row.revision,
        "other": said(item.version, row.response) or _("no answer"),
        "yours": said(item.version, response) or _("no answer"),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask once, with what has no answer; then hand it in."""
    attempt = _own(request, key)
    if not attempt.is_running(timezone.now()):
        return redirect("lms_courses:exam_result", key)
    if request.method == "POST":
        submit_attempt(attempt=attempt, now=timezone.now())
        messages.success(request, _("Handed in."))
        return redirect("lms_courses:exam_result", key)
    items = _items(attempt)
    context = {
        "attempt": attempt,
        "exam": attempt.exam,
        "total": len(items),
        "missing": [item for item in items if not item.is_answered],
        "flagged": [item for item in items if item.is_flagged],
    }
    return render(request, "lms_courses/exams/submit.html", context)

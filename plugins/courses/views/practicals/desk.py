"""The judge's desk: what is to be scored today, and one sheet."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from plugins.courses.enums import SheetState
from plugins.courses.exceptions import CourseError, StaleSheetError
from plugins.courses.models import Criterion, ScoreSheet, Sitting
from plugins.courses.models.sitting import LONGEST_COMMENT
from plugins.courses.services.practicals.offered import links_of_scene
from plugins.courses.services.practicals.scoring import total_of
from plugins.courses.services.practicals.sheets import Scores, save_sheet, submit_sheet
from plugins.courses.views.practicals.explaining import explain

MOST_LISTED = 50
CONFLICT, REFUSED = 409, 422


@dataclass(frozen=True)
class Asked:
    """A criterion as it is asked, with what the judge has said so far."""

    place: int
    criterion: Criterion
    points: int | None
    comment: str
    other: int | None
    """Points in the other window, where one was quicker."""
    other_comment: str


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List one's own sheets: to be scored today, later, handed in."""
    user: Any = request.user
    own = ScoreSheet.objects.filter(judge=user).select_related(
        "sitting__candidate", "sitting__scene"
    )
    ahead = Sitting.objects.ahead().values("pk")
    drafts = own.filter(state=SheetState.DRAFT, sitting__in=ahead)
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = today + timedelta(days=1)
    ordered = drafts.order_by("sitting__starts_at", "pk")
    context = {
        "due": ordered.filter(sitting__starts_at__lt=tomorrow)[:MOST_LISTED],
        "later": ordered.filter(sitting__starts_at__gte=tomorrow)[:MOST_LISTED],
        "done": own.exclude(state=SheetState.DRAFT).order_by("-submitted_at")[:10],
    }
    return render(request, "lms_courses/practicals/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one's own sheet; keep it at each pause, hand it in with the button."""
    user: Any = request.user
    rows = ScoreSheet.objects.filter(judge=user)
    row = get_object_or_404(
        rows.select_related("sitting__rubric", "sitting__scene", "sitting__candidate"),
        pk=pk,
    )
    if request.method != "POST":
        return _show(request, row, _kept(row))
    scores = _scores(request)
    is_pause = "pause" in request.POST
    take = submit_sheet if "submit" in request.POST and not is_pause else save_sheet
    try:
        saved = take(
            sheet=row,
            user=request.user,
            revision=_number(request.POST.get("revision", "")) or 0,
            scores=scores,
            now=timezone.now(),
        )
    except CourseError as error:
        row.refresh_from_db()
        if is_pause:
            return _refused(row, scores, error)
        other = row if isinstance(error, StaleSheetError) else None
        return _show(request, row, scores, error=explain(error), other=other)
    if is_pause:
        total = total_of(row.sitting.rubric.parts, saved.marks)
        return JsonResponse({"revision": saved.revision, "total": str(total)})
    messages.success(request, _done(saved))
    return redirect("lms_courses:practical_desk" if saved.is_in else request.path)


def _done(saved: ScoreSheet) -> str:
    if saved.is_in:
        return _("Your sheet is handed in. Thank you.")
    return _("Your draft is saved.")


def _refused(row: ScoreSheet, scores: Scores, error: CourseError) -> JsonResponse:
    """Answer a pause that was not kept; a stale window gets both texts."""
    is_stale = isinstance(error, StaleSheetError)
    told: dict[str, Any] = {"error": explain(error)}
    if is_stale:
        told |= {"yours": vars(scores), "theirs": vars(_kept(row)), "revision": row.revision}  # fmt: skip
    return JsonResponse(told, status=CONFLICT if is_stale else REFUSED)


def _show(
    request: HttpRequest,
    row: ScoreSheet,
    scores: Scores,
    *,
    error: str = "",
    other: ScoreSheet | None = None,
) -> HttpResponse:
    sitting = row.sitting
    context = {
        "sheet": row,
        "sitting": sitting,
        "asked": _asked(sitting, scores, other),
        "turns": _turns(sitting, scores, other),
        "comment": scores.comment,
        "total": total_of(sitting.rubric.parts, scores.marks),
        "error": error,
        "other": other,
        "is_early": timezone.localdate() < timezone.localdate(sitting.starts_at),
        "links": links_of_scene(sitting.scene, request.user),
        "longest": LONGEST_COMMENT,
    }
    return render(
        request,
        "lms_courses/practicals/sheet.html",
        context,
        status=CONFLICT if other else 200,
    )


def _asked(sitting: Sitting, scores: Scores, other: ScoreSheet | None) -> list[Asked]:
    return [
        Asked(
            place=place,
            criterion=each,
            points=scores.marks.get(str(place)),
            comment=scores.comments.get(str(place), ""),
            other=other.marks.get(str(place)) if other else None,
            other_comment=other.comments.get(str(place), "") if other else "",
        )
        for place, each in enumerate(sitting.rubric.parts)
    ]


def _turns(
    sitting: Sitting, scores: Scores, other: ScoreSheet | None
) -> list[tuple[Any, str, str]]:
    """Return each line of a recording with what was said of it, here and elsewhere."""
    return [
        (
            turn,
            scores.lines.get(str(turn.number), ""),
            other.lines.get(str(turn.number), "") if other else "",
        )
        for turn in sitting.played.turns
    ]


def _kept(row: ScoreSheet) -> Scores:
    return Scores(
        marks=row.marks, comments=row.comments, lines=row.lines, comment=row.comment
    )


def _scores(request: HttpRequest) -> Scores:
    """Return what was sent; the service refuses what the rubric does not have."""
    sent: dict[str, dict[str, str]] = {"mark": {}, "comment": {}, "line": {}}
    for name, value in request.POST.items():
        kind, _dash, place = name.partition("-")
        if kind in sent and place.isdecimal():
            sent[kind][place] = str(value).replace("\r\n", "\n")
    numbers = {place: _number(value) for place, value in sent["mark"].items()}
    return Scores(
        marks={place: n for place, n in numbers.items() if n is not None},
        comments=sent["comment"],
        lines=sent["line"],
        comment=request.POST.get("comment", "").replace("\r\n", "\n"),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004 (digits of an integer)

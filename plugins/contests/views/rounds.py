"""A round as its organizers see it: marks, who is missing, who goes on."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.files.base import ContentFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from lms.files.exceptions import FileRefusedError
from lms.people.display import display_name
from lms.posting import key_of
from plugins.contests.exceptions import ContestError
from plugins.contests.forms.entrants import TableForm
from plugins.contests.models import KEEP, Entry, Round, Standing
from plugins.contests.services.judging import has_proposal, to_score
from plugins.contests.services.marking import Marked, mark_of, read_marks, set_marks
from plugins.contests.services.results import (
    publish_round,
    take_back_round,
    work_out,
)
from plugins.contests.services.rounds import judges_of, may_judge, standings_of

ABSENT = "absent"
_LONGEST = 20


def _round(pk: int) -> Round:
    return get_object_or_404(Round.objects.select_related("contest"), pk=pk)


@require_safe
@permission_required(KEEP, raise_exception=True)
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a round, and what is to be written or decided."""
    return _render(request, _round(pk))


def _render(request: HttpRequest, row: Round, tried: str = "") -> HttpResponse:
    user: Any = request.user
    result = work_out(row) if not row.is_published else None
    standings = result.standings if result else standings_of(row)
    jury = judges_of(row) if row.is_judged else []
    own = {*Entry.objects.of(user).filter(contest=row.contest_id).values_list("pk", flat=True)}  # fmt: skip
    limits = result.cut if result else None
    is_blind = bool(result and result.missing)
    typed = request.POST if tried == "marks" else {}
    context = {
        "round": row,
        "contest": row.contest,
        "rows": [
            {
                "standing": each,
                "text": typed.get(f"mark-{each.pk}", "" if is_blind and row.is_judged else written(each.mark)),
                "is_absent": f"absent-{each.pk}" in typed if typed else each.is_absent,
                "seen": seen_text(each),
                "is_own": each.entry_id in own,
                "sheets": _sheets(row, each, jury, is_blind=is_blind),
                "has_proposal": has_proposal(each),
                "may_read": not own or each.entry_id in own,
                "is_through": bool(limits and each.pk in limits.through),
                "is_tied": bool(limits and each.pk in limits.tied),
                "is_chosen": str(each.pk) in request.POST.getlist("chosen") if tried == "publish" else bool(limits and each.pk in limits.through | limits.tied),
            }
            for each in standings
        ],
        "jury": jury,
        "result": result,
        "cut": limits,
        "is_blind": is_blind,
        "is_writing": row.takes_proposals_on(timezone.localdate()),
        "judged_by_me": any(each.pk == user.pk for each in jury),
    }  # fmt: skip
    return render(request, "lms_contests/round.html", context)


def _sheets(
    row: Round, standing: Standing, jury: Sequence[Any], *, is_blind: bool
) -> list[dict[str, Any]]:
    """Return of each judge whether the sheet is in; scores only once all are."""
    if not to_score(row, standing):
        return []
    known = {sheet.judge_id: sheet for sheet in standing.sheets.all()}
    found = []
    for judge in jury:
        sheet = known.get(judge.pk)
        is_in = sheet is not None and sheet.is_in
        found.append(
            {
                "name": display_name(judge),
                "is_in": is_in,
                "may": may_judge(judge, standing.entry),
                "score": sheet.score if sheet and is_in and not is_blind else None,
            }
        )
    return found


def written(mark: Decimal | None) -> str:
    """Return a mark as it is typed."""
    return "" if mark is None else f"{mark.normalize():f}"


def seen_text(standing: Standing) -> str:
    """Return what stood there when the page was opened."""
    return ABSENT if standing.is_absent else written(standing.mark)


def _marked(text: str) -> Marked:
    return Marked(None, is_absent=True) if text == ABSENT else Marked(mark_of(text))


def _typed(request: HttpRequest, row: Round) -> tuple[Mapping[int, Marked], Mapping[int, Marked]]:  # fmt: skip
    """Return what was typed of each entry, and what stood there before."""
    written_now, seen = {}, {}
    for key in row.standings.values_list("pk", flat=True):
        if f"seen-{key}" not in request.POST:
            continue
        is_absent = f"absent-{key}" in request.POST
        text = request.POST.get(f"mark-{key}", "")[:_LONGEST]
        written_now[key] = _marked(ABSENT if is_absent else text)
        seen[key] = _marked(request.POST[f"seen-{key}"][:_LONGEST])
    return written_now, seen


def _write(request: HttpRequest, row: Round) -> str:
    values, seen = _typed(request, row)
    n = set_marks(row=row, written=values, seen=seen, user=request.user)
    said = ngettext("%(n)s mark is written.", "%(n)s marks are written.", n)
    return said % {"n": n}


def _publish(request: HttpRequest, row: Round) -> str:
    chosen = {key_of(text) for text in request.POST.getlist("chosen")}
    publish_round(row=row, chosen=chosen, user=request.user, now=timezone.now())
    return _("Published; entrants read their marks.")


def _take_back(request: HttpRequest, row: Round) -> str:
    take_back_round(row=row, user=request.user)
    return _("Taken back: the round goes on.")


STEPS = {"marks": _write, "publish": _publish, "take-back": _take_back}


@require_POST
@permission_required(KEEP, raise_exception=True)
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Write marks, publish, or take back; what is refused keeps what was typed."""
    row = _round(pk)
    if step not in STEPS:
        raise Http404
    try:
        said = STEPS[step](request, row)
    except ContestError as error:
        messages.error(request, str(error))
        return _render(request, row, tried=step)
    messages.success(request, said)
    return redirect(row)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(KEEP, raise_exception=True)
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a table of marks says, before it is written."""
    row = _round(pk)
    if row.is_judged or not row.is_running:
        raise Http404
    form = TableForm(request.POST or None, request.FILES or None)
    lines = []
    if request.method == "POST" and form.is_valid():
        known = form.cleaned_data
        file = known["file"] or ContentFile(known["text"].encode(), name="marks.csv")
        try:
            lines = read_marks(file, standings_of(row), request.user)
        except FileRefusedError as error:
            form.add_error("file" if known["file"] else "text", str(error))
    good = [(line, seen_text(line.standing), written(line.mark)) for line in lines if line.standing and not line.problem]  # fmt: skip
    context = {
        "round": row,
        "form": form,
        "good": good,
        "bad": [line for line in lines if line.problem],
    }
    return render(request, "lms_contests/table.html", context)

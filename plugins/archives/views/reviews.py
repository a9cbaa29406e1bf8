"""Reviews: list, agenda and minutes; action items, and those that are mine."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from knowledge_base.views.choices import Choices, pages_of
from lms.posting import key_of, text_of
from plugins.archives.comparing import Change, number
from plugins.archives.enums import ReviewKind
from plugins.archives.exceptions import ArchiveError, ChangedMeanwhileError
from plugins.archives.forms.reviews import ActionForm, BeginForm, MinutesForm
from plugins.archives.models import KEEP, Action, Review, WeeklyReport
from plugins.archives.services import reviews as services
from plugins.archives.services.figures import read
from plugins.archives.services.weekly import due_day, led_teams
from plugins.archives.views.months import keeper
from plugins.archives.weeks import WEEK, monday_of, shifted

PAGE_SIZE = 20
MOST_DONE = 20
MOST_WEEKS = 4
LONGEST_OUTCOME = 300


@require_safe
@keeper
def reviews(request: HttpRequest) -> HttpResponse:
    """List reviews, and what earlier ones left to be done."""
    choices = Choices(request.GET, {"kind": dict(ReviewKind.choices)})
    rows = Review.objects.all()
    if choices["kind"]:
        rows = rows.filter(kind=choices["kind"])
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    actions = Action.objects.open().select_related("owner", "review")
    context = {
        "rows": page.object_list,
        "pages": pages_of(page, choices),
        "options": choices.shown({}),
        "actions": [(each, each.due_on < today) for each in actions],
    }
    return render(request, "lms_archives/reviews.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeper
def new(request: HttpRequest) -> HttpResponse:
    """Begin a review of a month, a quarter or a key node."""
    today = timezone.localdate()
    last = shifted(today.replace(day=1), -1)
    initial = {"kind": ReviewKind.MONTH, "held_on": today, "month": last}
    if request.GET.get("kind") in ReviewKind.values:
        initial["kind"] = request.GET["kind"]
    initial["month"] = _day(request.GET.get("month", "")) or last
    form = BeginForm(request.POST or None, today=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        row = services.begin(
            review=form.instance,
            people=form.cleaned_data["people"],
            user=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("The agenda is made from the figures."))
        return redirect(row)
    return render(request, "lms_archives/new_review.html", {"form": form})


def _day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _review(pk: int) -> Review:
    rows = Review.objects.select_related("made_by").prefetch_related("people")
    return get_object_or_404(rows, pk=pk)


@require_safe
@keeper
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a review: what is open from before, the agenda, the minutes, what is to be done."""
    return _show(request, _review(pk))


@require_safe
@keeper
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the minutes on a page of their own, to be printed."""
    row = _review(pk)
    context = {
        "review": row,
        "agenda": _agenda(row),
        "actions": row.actions.select_related("owner"),
    }
    return render(request, "lms_archives/minutes.html", context)


def _show(request: HttpRequest, row: Review, **forms: Any) -> HttpResponse:
    today = timezone.localdate()
    actions = row.actions.select_related("owner")
    context = {
        "review": row,
        "before": [(each, each.due_on < today) for each in services.open_before(row)],
        "agenda": _agenda(row),
        "actions": [(each, not each.done_at and each.due_on < today) for each in actions],
        "form": forms.get("write") or _minutes_form(None, row),
        "action_form": forms.get("action") or _action_form(None, row),
        "seen": forms.get("seen", row.version),
        "is_stale": forms.get("is_stale", False),
    }  # fmt: skip
    return render(request, "lms_archives/review.html", context)


def _agenda(row: Review) -> list[dict[str, Any]]:
    return [
        {
            "label": read(each["label"]),
            "unit": each["unit"],
            "value": number(each["value"]),
            "goal": number(each["goal"]),
            "is_missed": each["is_missed"],
            "change": Change(
                number(each["before"]), number(each["value"]), each["more"]
            ),
        }
        for each in row.agenda
    ]


@require_POST
@keeper
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step; what was written stays when it is refused."""
    row = _review(pk)
    if step not in STEPS:
        raise Http404
    make = STEPS[step]
    form = make(request.POST, _review(pk)) if make else None
    forms = {"action" if step == "action" else "write": form} if form else {}
    seen = key_of(request.POST.get("seen", ""))
    if form is not None and not form.is_valid():
        return _show(request, row, seen=seen, **forms)
    try:
        _take(step, row, seen, request.user, form.cleaned_data if form else {})
    except ArchiveError as error:
        messages.error(request, str(error))
        is_stale = isinstance(error, ChangedMeanwhileError)
        return _show(request, _review(pk), is_stale=is_stale, **forms)
    messages.success(request, _("It is kept."))
    return redirect(row)


def _minutes_form(data: Any, row: Review) -> MinutesForm:
    return MinutesForm(data, instance=row, today=timezone.localdate())


def _action_form(data: Any, _row: Review) -> ActionForm:
    return ActionForm(data, today=timezone.localdate(), auto_id="action-%s")


STEPS: Mapping[str, Callable[[Any, Review], Any] | None] = {
    "write": _minutes_form,
    "action": _action_form,
    "close": _minutes_form,
    "renew": _minutes_form,
    "reopen": None,
}


def _take(
    step: str, row: Review, seen: int, user: Any, values: Mapping[str, Any]
) -> None:
    now = timezone.now()
    if step == "write":
        services.write(review=row, values=values, seen=seen)
    elif step == "action":
        services.give_action(review=row, values=values, user=user, now=now)
    elif step == "close":
        services.close(review=row, values=values, seen=seen, user=user, now=now)
    elif step == "reopen":
        services.reopen(review=row, seen=seen)
    else:
        services.renew(review=row, values=values, seen=seen)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show what somebody is to do: action items, and reports of one's teams."""
    user: Any = request.user
    today = timezone.localdate()
    weeks = [monday_of(today) - n * WEEK for n in range(MOST_WEEKS)]
    teams = [*led_teams(user)]
    rows = WeeklyReport.objects.filter(team__in=teams, monday__in=weeks)
    reports = {(row.team_id, row.monday): row for row in rows}
    done = Action.objects.filter(owner=user).exclude(done_at=None).order_by("-done_at")
    context = {
        "actions": [(row, row.due_on < today) for row in Action.objects.of(user).select_related("review")],
        "done": done[:MOST_DONE],
        "reports": [
            (team, monday, due_day(monday), reports.get((team.pk, monday)))
            for monday in weeks
            for team in teams
        ],
    }  # fmt: skip
    return render(request, "lms_archives/mine.html", context)


@require_POST
def tick(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Tick an action item off, or take that back; others' are not there.

    Who keeps the archive also takes an item away.
    """
    user: Any = request.user
    rows = Action.objects.select_related("review")
    own = rows if user.has_perm(KEEP) else rows.filter(owner=user)
    row = get_object_or_404(own, pk=pk)
    if step == "remove" and user.has_perm(KEEP):
        return _remove(request, row)
    if step not in {"done", "open"}:
        raise Http404
    services.tick_off(
        action=row,
        is_done=step == "done",
        outcome=text_of(request, "outcome", LONGEST_OUTCOME).strip(),
        user=user,
        now=timezone.now(),
    )
    messages.success(request, _("Noted."))
    if request.POST.get("from") == "review" and user.has_perm(KEEP):
        return redirect(row.review)
    return redirect("lms_archives:mine")


def _remove(request: HttpRequest, row: Action) -> HttpResponse:
    try:
        services.take_away(action=row)
    except ArchiveError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The action item is taken away."))
    return redirect(row.review)

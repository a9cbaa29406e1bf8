"""Contests as everybody sees them, and entering them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.log_actions import registry

from knowledge_base.views.choices import Choices, pages_of
from lms.posting import Steps, key_of, take_step
from plugins.contests.enums import Answer, ContestState, EntryState, RoundState
from plugins.contests.exceptions import ContestError
from plugins.contests.forms.entrants import TeamForm, TeammateForm
from plugins.contests.models import KEEP, Contest, Entry, Standing
from plugins.contests.services.entering import (
    answer,
    ask_teammate,
    drop_teammate,
    enter,
    invitations,
    judges,
    may_enter,
    people_for,
    strike_out,
    with_entries,
    withdraw,
)
from plugins.contests.services.judging import has_proposal
from plugins.contests.services.planning import CHANGED, STEPPED

PAGE_SIZE, MOST_SHOWN, MOST_HISTORY = 12, 100, 30
SHOWN = {
    "now": pgettext_lazy("contests", "Open and running"),
    "over": pgettext_lazy("contests", "Over"),
    "draft": pgettext_lazy("contests", "Drafts"),
}
STATES = {
    "now": [ContestState.OPEN, ContestState.RUNNING, ContestState.CLOSED],
    "over": [ContestState.ANNOUNCED, ContestState.CALLED_OFF],
    "draft": [ContestState.DRAFT],
}


@require_safe
def contests(request: HttpRequest) -> HttpResponse:
    """List contests: those one may still enter or follow, and those that are over."""
    user: Any = request.user
    today = timezone.localdate()
    known = {k: v for k, v in SHOWN.items() if k != "draft" or user.has_perm(KEEP)}
    choices = Choices(request.GET, {"show": known}, always={"show": "now"})
    rows = Contest.objects.visible_for(user).filter(state__in=STATES[choices["show"]])
    page = Paginator(with_entries(rows), PAGE_SIZE).get_page(request.GET.get("page"))
    found = [*page.object_list]
    mine = Entry.objects.standing().of(user).filter(contest__in=found)
    entered = {each.contest_id: each for each in mine}
    context = {
        "rows": [(row, row.takes_entries_on(today), entered.get(row.pk)) for row in found],
        "invited": invitations(user).select_related("entry__captain", "contest")[:MOST_SHOWN],
        "options": choices.shown({}),
        "pages": pages_of(page, choices),
        "show": choices["show"],
        "judges": user_judges(user),
    }  # fmt: skip
    return render(request, "lms_contests/contests.html", context)


def user_judges(user: Any) -> bool:
    """Tell whether somebody is in a jury of a contest that goes on."""
    states = [ContestState.OPEN, ContestState.RUNNING]
    return bool(Contest.objects.filter(state__in=states, rounds__judges=user).exists())


def _contest(request: HttpRequest, pk: int) -> Contest:
    rows = with_entries(Contest.objects.visible_for(request.user))
    found: Contest = get_object_or_404(rows, pk=pk)
    return found


@require_safe
def contest(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a contest: its rounds, one's own entry, and what one can do now."""
    return render_contest(request, _contest(request, pk))


def render_contest(
    request: HttpRequest, row: Contest, form: Any = None, tried: str = ""
) -> HttpResponse:
    """Show a contest, with what was written where it was refused."""
    user: Any = request.user
    now = timezone.now()
    today = timezone.localdate(now)
    keeps = user.has_perm(KEEP)
    entry = Entry.objects.standing().of(user).filter(contest=row).with_people().first()
    takes = row.takes_entries_on(today)
    fits = takes and entry is None and may_enter(row, user, now)
    entries = row.entries.standing().with_people() if keeps else []
    context = {
        "contest": row,
        "rounds": _rounds(row, entry, user),
        "entry": entry,
        "invited": invitations(user)
        .filter(contest=row)
        .select_related("entry__captain"),
        "takes_entries": takes,
        "is_early": row.state == ContestState.OPEN and today < row.opens_on,
        "is_late": row.state == ContestState.OPEN and today > row.closes_on,
        "may_enter": fits,
        "is_judge": judges(row, user),
        "form": form or (_team_form(row, user) if fits and row.is_for_teams else None),
        "replace": _replace_form(row, entry, user) if takes else None,
        "needs": row.team_size - 1,
        "is_captain": entry is not None and entry.captain_id == user.pk,
        "may_withdraw": entry is not None and row.state == ContestState.OPEN,
        "keeps": keeps,
        "entries": entries,
        "history": _history(row) if keeps else [],
        "has_entries": keeps and row.entries.exists(),
        "can_start": row.state == ContestState.OPEN and today > row.closes_on,
        "is_first_running": _is_first_running(row),
        "tried": tried,
        "typed": request.POST,
    }
    return render(request, "lms_contests/contest.html", context)


def _rounds(row: Contest, entry: Entry | None, user: Any) -> list[dict[str, Any]]:
    """Return the rounds with what is one's own in each."""
    rounds = [*row.rounds.prefetch_related("judges")]
    rows = Standing.objects.filter(entry=entry, round__in=rounds) if entry else Standing.objects.none()  # fmt: skip
    mine = {each.round_id: each for each in rows.select_related("proposal").prefetch_related("sheets")}  # fmt: skip
    going = _going_on(rounds)
    today = timezone.localdate()
    found = []
    for each in rounds:
        own = mine.get(each.pk)
        found.append(
            {
                "round": each,
                "own": own,
                "proposal": own.proposal if own and has_proposal(own) else None,
                "writes": row.state == ContestState.RUNNING and own is not None and not own.is_absent and each.takes_proposals_on(today),
                "comments": _comments(own) if own and each.is_published else [],
                "going": going.get(each.pk, []),
                "judges": user.pk in {judge.pk for judge in each.judges.all()},
            }
        )  # fmt: skip
    return found


def _comments(standing: Standing) -> list[str]:
    sheets = sorted(standing.sheets.all(), key=lambda each: each.comment)
    return [each.comment for each in sheets if each.is_in and each.comment]


def _going_on(rounds: Any) -> dict[int, list[str]]:
    """Return who goes on from each round that is published."""
    published = [each.pk for each in rounds if each.is_published]
    rows = Standing.objects.filter(round__in=published, goes_on=True).with_people()
    found: dict[int, list[str]] = {}
    for each in rows.in_order():
        found.setdefault(each.round_id, []).append(each.entry.called)
    return found


def _is_first_running(row: Contest) -> bool:
    is_running = row.state == ContestState.RUNNING
    return is_running and row.rounds.filter(number=1, state=RoundState.RUNNING).exists()


def _history(row: Contest) -> Any:
    rows = registry.get_logs_for_instance(row).select_related("user")
    return rows.filter(action__in=[CHANGED, STEPPED])[:MOST_HISTORY]


def _people(row: Contest, user: Any) -> Any:
    taken = row.members.filter(answer=Answer.AGREED).values("person")
    people = people_for(row, timezone.now()).exclude(pk=user.pk)
    jury = row.rounds.exclude(judges=None).values("judges")
    return people.exclude(pk__in=taken).exclude(pk__in=jury)


def _team_form(row: Contest, user: Any, data: Any = None) -> TeamForm:
    return TeamForm(data, people=_people(row, user), number=row.team_size - 1)


def _replace_form(row: Contest, entry: Entry | None, user: Any) -> Any:
    """Return the form for another teammate; None where nobody is missing."""
    if entry is None or entry.captain_id != user.pk or entry.state != EntryState.FORMING:  # fmt: skip
        return None
    asked = [m for m in entry.members.all() if m.answer in {Answer.ASKED, Answer.AGREED}]  # fmt: skip
    if len(asked) >= row.team_size:
        return None
    keys = [each.person_id for each in asked]
    return TeammateForm(people=_people(row, user).exclude(pk__in=keys))


@require_POST
def enter_contest(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter, alone or with a team; what is refused keeps what was written."""
    row, user = _contest(request, pk), request.user
    form = _team_form(row, user, request.POST) if row.is_for_teams else None
    if form is not None and not form.is_valid():
        return render_contest(request, row, form, tried="enter")
    values = form.cleaned_data if form else {}
    try:
        enter(contest=row, user=user, now=timezone.now(), **values)
    except ContestError as error:
        messages.error(request, str(error))
        return render_contest(request, row, form, tried="enter")
    said = _("Your teammates are asked; the team is entered when all agree.") if form else _("You are entered. Good luck!")  # fmt: skip
    messages.success(request, said)
    return redirect(row)


def _agree(request: HttpRequest, row: Entry) -> None:
    answer(entry=row, agrees=True, user=request.user, now=timezone.now())


def _decline(request: HttpRequest, row: Entry) -> None:
    answer(entry=row, agrees=False, user=request.user, now=timezone.now())


def _withdraw(request: HttpRequest, row: Entry) -> None:
    withdraw(entry=row, user=request.user, now=timezone.now())


def _person(request: HttpRequest) -> Any:
    key = key_of(request.POST.get("person", ""))
    return get_object_or_404(get_user_model()._default_manager.all(), pk=key)


def _ask(request: HttpRequest, row: Entry) -> None:
    ask_teammate(
        entry=row, person=_person(request), user=request.user, now=timezone.now()
    )


def _drop(request: HttpRequest, row: Entry) -> None:
    drop_teammate(
        entry=row, person=_person(request), user=request.user, now=timezone.now()
    )


def _strike(request: HttpRequest, row: Entry) -> None:
    strike_out(entry=row, user=request.user, now=timezone.now())


STEPS: Steps = {
    "agree": (_agree, gettext_lazy("You are in the team.")),
    "decline": (_decline, gettext_lazy("Declined; the captain is told.")),
    "withdraw": (_withdraw, gettext_lazy("Withdrawn. You may enter again while registration is open.")),
    "ask": (_ask, gettext_lazy("Asked.")),
    "drop": (_drop, gettext_lazy("Not asked any more.")),
    "strike": (_strike, gettext_lazy("The entry is taken out.")),
}  # fmt: skip


@require_POST
def entry_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Answer, withdraw, ask another; the services say to whom it is open."""
    rows = Entry.objects.filter(contest__in=Contest.objects.visible_for(request.user))
    row = get_object_or_404(rows.select_related("contest"), pk=pk)
    take_step(request, STEPS, step, row, refusal=ContestError)
    return redirect(row.contest)

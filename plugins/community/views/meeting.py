"""One meeting: agenda, who comes, what follows, and its record."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from lms.posting import Steps, key_of, take_step
from lms.search.links import links_of
from plugins.community.enums import TalkState
from plugins.community.exceptions import CommunityError
from plugins.community.forms import ItemForm, RecordForm, TalkForm
from plugins.community.models import Item, Meeting, Talk
from plugins.community.services import items, meetings, talks
from plugins.community.services.agenda import lay_out

_AGENDA = (TalkState.ON, TalkState.GIVEN)


def _announce(request: HttpRequest, row: Meeting) -> None:
    meetings.announce(meeting=row, user=request.user, now=timezone.now())


def _cancel(request: HttpRequest, row: Meeting) -> None:
    meetings.cancel(meeting=row, user=request.user, now=timezone.now())


def _again(request: HttpRequest, row: Meeting) -> None:
    meetings.plan_again(meeting=row, user=request.user, now=timezone.now())


def _come(request: HttpRequest, row: Meeting) -> None:
    meetings.sign_up(meeting=row, user=request.user, comes=True)


def _stay(request: HttpRequest, row: Meeting) -> None:
    meetings.sign_up(meeting=row, user=request.user, comes=False)


STEPS: Steps = {
    "announce": (_announce, gettext_lazy("Announced; it stands on everybody's first page.")),
    "cancel": (_cancel, gettext_lazy("Cancelled; who wanted to come is told.")),
    "again": (_again, gettext_lazy("It is being planned again.")),
    "come": (_come, gettext_lazy("You are signed up.")),
    "stay": (_stay, gettext_lazy("You are no longer signed up.")),
}  # fmt: skip


def _deciding(state: TalkState) -> Any:
    def take(request: HttpRequest, talk: Talk) -> None:
        talks.decide(talk=talk, state=state, user=request.user, now=timezone.now())

    return take


def _moving(by: int) -> Any:
    def take(request: HttpRequest, talk: Talk) -> None:
        talks.move(talk=talk, by=by, user=request.user)

    return take


def _withdraw(request: HttpRequest, talk: Talk) -> None:
    talks.withdraw(talk=talk, user=request.user, now=timezone.now())


def _put_off(request: HttpRequest, talk: Talk) -> None:
    key = key_of(request.POST.get("to", ""))
    to = get_object_or_404(Meeting.objects.to_come(), pk=key)
    talks.put_off(talk=talk, to=to, user=request.user, now=timezone.now())


TALK_STEPS: Steps = {
    "on": (_deciding(TalkState.ON), gettext_lazy("It is on the agenda; the speaker is told.")),
    "off": (_deciding(TalkState.PROPOSED), gettext_lazy("It is off the agenda.")),
    "decline": (_deciding(TalkState.DECLINED), gettext_lazy("Not this time; the speaker is told.")),
    "up": (_moving(-1), gettext_lazy("Moved up.")),
    "down": (_moving(1), gettext_lazy("Moved down.")),
    "withdraw": (_withdraw, gettext_lazy("Your talk is taken back.")),
    "put-off": (_put_off, gettext_lazy("It is proposed for the other meeting now; the speaker is told.")),
}  # fmt: skip


def _tick(request: HttpRequest, item: Item) -> None:
    items.tick(item=item, done=True, user=request.user, now=timezone.now())


def _untick(request: HttpRequest, item: Item) -> None:
    items.tick(item=item, done=False, user=request.user, now=timezone.now())


def _remove(request: HttpRequest, item: Item) -> None:
    items.remove(item=item, user=request.user)


ITEM_STEPS: Steps = {
    "tick": (_tick, gettext_lazy("Ticked off.")),
    "untick": (_untick, gettext_lazy("It is open again.")),
    "remove": (_remove, gettext_lazy("It is gone.")),
}


@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a meeting."""
    return _render(request, _row(pk))


@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step with a meeting."""
    row = _row(pk)
    take_step(request, STEPS, step, row, refusal=CommunityError)
    return redirect(row)


@require_POST
def talk_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step with a talk."""
    row = get_object_or_404(Talk.objects.select_related("meeting"), pk=pk)
    take_step(request, TALK_STEPS, step, row, refusal=CommunityError)
    return redirect(f"{row.meeting.get_absolute_url()}#agenda")


@require_POST
def item_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step with an action item."""
    row = get_object_or_404(Item.objects.select_related("meeting"), pk=pk)
    take_step(request, ITEM_STEPS, step, row, refusal=CommunityError)
    return redirect(f"{row.meeting.get_absolute_url()}#items")


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a talk for a meeting that is to come."""
    row = _row(pk)
    form = TalkForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            talks.propose(
                meeting=row, values=form.values(), user=request.user, now=timezone.now()
            )
        except CommunityError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Proposed; whoever organises is told."))
            return redirect(f"{row.get_absolute_url()}#agenda")
    context = {"form": form, "meeting": row}
    return render(request, "lms_community/talk_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_talk(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a talk: the speaker, and whoever organises."""
    talk = get_object_or_404(Talk.objects.select_related("meeting"), pk=pk)
    if not talk.is_by(request.user) and not talk.meeting.may_organise(request.user):
        raise PermissionDenied
    form = TalkForm(request.POST or None, instance=talk, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            talks.change(talk=talk, values=form.values(), user=request.user)
        except CommunityError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{talk.meeting.get_absolute_url()}#agenda")
    context = {"form": form, "meeting": talk.meeting, "talk": talk}
    return render(request, "lms_community/talk_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the record: with it the meeting is held."""
    row = _row(pk)
    if not row.may_organise(request.user):
        raise PermissionDenied
    agenda = [*row.talks.filter(state__in=_AGENDA)]
    form = RecordForm(request.POST or None, meeting=row, talks=agenda)
    if request.method == "POST" and form.is_valid():
        try:
            meetings.keep_record(
                meeting=row,
                record=form.written(),
                user=request.user,
                now=timezone.now(),
            )
        except CommunityError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The record is kept."))
            return redirect(row)
    context = {"form": form, "meeting": row}
    return render(request, "lms_community/record.html", context)


@require_POST
def add_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what follows; what is refused keeps what was written."""
    row = _row(pk)
    if not row.may_organise(request.user):
        raise PermissionDenied
    form = ItemForm(request.POST)
    if not form.is_valid():
        return _render(request, row, form)
    items.add(
        meeting=row, values=form.cleaned_data, user=request.user, now=timezone.now()
    )
    messages.success(request, _("Written down; whoever does it is told."))
    return redirect(f"{row.get_absolute_url()}#items")


def _row(pk: int) -> Meeting:
    found: Meeting = get_object_or_404(Meeting.objects.listed(), pk=pk)
    return found


def _render(request: HttpRequest, row: Meeting, form: Any = None) -> HttpResponse:
    user: Any = request.user
    found = [*row.talks.exclude(state="withdrawn").select_related("speaker")]
    links = links_of((talk.about for talk in found if talk.about_key), user)
    agenda = [talk for talk in found if talk.state in _AGENDA]
    slots = lay_out(row.starts_at, [talk.minutes for talk in agenda])
    seats = [*row.seats.select_related("person__staff_profile__team")]
    may_organise = row.may_organise(user)
    today = timezone.localdate()
    context = {
        "meeting": row,
        "agenda": [
            (talk, slot, links.get(talk.about), talk.is_by(user))
            for talk, slot in zip(agenda, slots, strict=True)
        ],
        "proposed": [
            (talk, links.get(talk.about), talk.is_by(user))
            for talk in found
            if talk.state not in _AGENDA
        ],
        "planned": sum(talk.minutes for talk in agenda),
        "over": max(sum(talk.minutes for talk in agenda) - row.minutes, 0),
        "coming": [seat.person for seat in seats if seat.is_coming],
        "there": [seat.person for seat in seats if seat.was_there],
        "comes": any(s.person_id == user.pk and s.is_coming for s in seats),
        "items": _items(row, user, today, may_organise=may_organise),
        "may_organise": may_organise,
        "has_begun": row.starts_at <= timezone.now(),
        "others": _others(row, user) if may_organise else (),
        "form": form or ItemForm(),
        "is_refused": form is not None,
    }
    return render(request, "lms_community/meeting.html", context)


def _others(row: Meeting, user: Any) -> list[Meeting]:
    """Return the meetings to come for which the reader may put talks off."""
    rows = Meeting.objects.to_come().exclude(pk=row.pk)
    return [each for each in rows if each.may_organise(user)]


def _items(
    row: Meeting, user: Any, today: Any, *, may_organise: bool
) -> Sequence[tuple[Item, bool, bool]]:
    """Return each item, whether it is late, and whether the reader may tick it off."""
    return [
        (item, item.is_late_on(today), may_organise or item.owner_id == user.pk)
        for item in row.items.select_related("owner")
    ]

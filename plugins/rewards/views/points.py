"""My points, what each is for, and what others have."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.extensions import activity_types
from lms.models import Team
from lms.policies import may_read
from plugins.rewards.models import Holder, LedgerEvent, RuleVersion
from plugins.rewards.services.boards import board_of_people, board_of_teams
from plugins.rewards.services.ledger import holder_of
from plugins.rewards.services.months import last_day
from plugins.rewards.services.overview import (
    earned_in,
    holding_of,
    latest,
    months_of,
    months_of_team,
    next_goal,
)
from plugins.rewards.services.plots import corners

PAGE_SIZE, STATEMENT_SIZE = 20, 100


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show what one has, where it came from, and what earns more."""
    today = timezone.localdate()
    holder, balance, months = holding_of(request.user, today)
    context = {
        "holder": holder,
        "balance": balance,
        "goal": next_goal(balance.available, today),
        "months": months,
        "versions": _rules(today),
        **_page(request, LedgerEvent.objects.of(holder), PAGE_SIZE),
    }
    return render(request, "lms_rewards/mine.html", context)


@require_safe
def statement(request: HttpRequest, month: str) -> HttpResponse:
    """Show the entries of a month of one's own; 404 for what is no month."""
    first = _month(month)
    holder = Holder.objects.of(request.user).first()
    rows = LedgerEvent.objects.of(holder)
    of_month = rows.filter(effective_on__range=(first, last_day(first)))
    context = {
        "month": first,
        "earned": earned_in(holder, first),
        **_page(request, of_month, STATEMENT_SIZE),
    }
    return render(request, "lms_rewards/statement.html", context)


@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Show why one has got, or lost, these points; 404 for those of others."""
    mine = _entries(LedgerEvent.objects.readable_by(request.user))
    event = get_object_or_404(mine, pk=pk)
    context = {
        "event": event,
        "subject": _subject(request, event),
        "counter": LedgerEvent.objects.filter(reverses=event).first(),
        "case": event.cases.first(),
    }
    return render(request, "lms_rewards/entry.html", context)


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show who and which teams have earned most in a month."""
    first = _month(request.GET.get("month") or f"{timezone.localdate():%Y-%m}")
    today = timezone.localdate()
    context = {
        "month": first,
        "months": months_of(None, today)[::-1],
        "people": board_of_people(first, last_day(first), user=request.user),
        "teams": board_of_teams(first, last_day(first)),
        "holder": Holder.objects.of(request.user).first(),
    }
    return render(request, "lms_rewards/board.html", context)


@require_safe
def contributor(request: HttpRequest, key: str) -> HttpResponse:
    """Show what somebody has earned, unless the person does not want to appear."""
    people = Holder.objects.exclude(user=None).select_related("user")
    holder = get_object_or_404(people, uuid=key)
    is_mine = holder.user_id == request.user.pk
    if not (holder.is_on_boards or is_mine):
        raise Http404
    today = timezone.localdate()
    rows = LedgerEvent.objects.of(holder).given().standing()
    context = {
        "holder": holder,
        "is_mine": is_mine,
        "months": months_of(holder, today),
        "rows": _entries(rows)[:PAGE_SIZE],
    }
    return render(request, "lms_rewards/contributor.html", context)


@require_safe
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a team has earned together, month by month."""
    found = get_object_or_404(Team, pk=pk)
    months = months_of_team(found, timezone.localdate())
    context = {
        "team": found,
        "months": months,
        "corners": corners(months),
        "total": sum(line.number for line in months),
    }
    return render(request, "lms_rewards/team.html", context)


@require_POST
def appear(request: HttpRequest) -> HttpResponse:
    """Appear on the boards, or not any more."""
    holder = holder_of(request.user)
    holder.is_on_boards = request.POST.get("appear") == "yes"
    holder.save(update_fields=["is_on_boards"])
    if holder.is_on_boards:
        messages.success(request, _("You appear on the boards."))
    else:
        messages.success(request, _("You do not appear on the boards any more."))
    return redirect("lms_rewards:board")


def _page(request: HttpRequest, rows: Any, size: int) -> dict[str, Any]:
    """Return the newest entries, or those before the one that the address names."""
    before = request.GET.get("before", "")
    shown, older = latest(_entries(rows), before, size)
    return {"rows": shown, "older": older, "is_first": not before}


def _entries(rows: Any) -> Any:
    return rows.select_related("rule_version__rule").with_fate()


def _rules(today: date) -> Any:
    """Return what counts today, for what somebody here can tell of: no empty promise."""
    told = [each.key for each in activity_types.enabled()]
    versions = RuleVersion.objects.valid_on(today).filter(rule__is_on=True)
    found = versions.filter(rule__activity__in=told).select_related("rule")
    return found.order_by("-points", "rule__code")


def _month(text: str) -> date:
    try:
        year, month = text.split("-")
        return date(int(year), int(month), 1)
    except ValueError:
        raise Http404 from None


def _subject(request: HttpRequest, event: LedgerEvent) -> Any:
    """Return what it was for, if the person may open it, without its parts."""
    subject = event.subject.load() if event.subject_model else None
    item = getattr(subject, "item", None)
    content = getattr(item, "content", None)
    shown = content if content is not None else subject
    has_page = hasattr(shown, "get_absolute_url")
    if shown is None or not has_page or not getattr(shown, "live", True):
        return None
    return shown if may_read(request.user, shown) else None

"""The shop: gifts, one's redemptions, team funds."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from plugins.rewards.enums import AccountKind, EventKind, RedemptionState
from plugins.rewards.exceptions import RewardsError
from plugins.rewards.forms import DonationForm
from plugins.rewards.models import (
    Account,
    Gift,
    Holder,
    LedgerEvent,
    Redemption,
    TeamFund,
)
from plugins.rewards.services import funds, redemptions
from plugins.rewards.services.overview import balance_of

MOST_SHOWN = 100
VOUCHERS = (RedemptionState.APPROVED, RedemptionState.FULFILLED)


@require_safe
def shop(request: HttpRequest) -> HttpResponse:
    """Show what is offered, and what one can afford."""
    today = timezone.localdate()
    holder = Holder.objects.of(request.user).first()
    gifts = [each for each in Gift.objects.filter(is_on=True) if each.is_offered(today)]
    balance = balance_of(holder, today)
    used_up = redemptions.used_up(holder, gifts)
    context = {
        "balance": balance,
        "gifts": [
            (gift, max(gift.price - balance.available, 0), gift.pk in used_up)
            for gift in gifts
        ],
    }
    return render(request, "lms_rewards/shop.html", context)


@require_safe
def gift(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one gift, with a form for each who may pay: oneself, funds one leads."""
    found = get_object_or_404(Gift, pk=pk, is_on=True)
    holder = Holder.objects.of(request.user).first()
    led = TeamFund.objects.filter(leader=request.user.pk, is_on=True)
    payers = [(None, holder), *((fund, fund.holder) for fund in led.select_related("holder"))]  # fmt: skip
    context = {
        "gift": found,
        "is_offered": found.is_offered(timezone.localdate()),
        "payers": [_payer(fund, whose, found) for fund, whose in payers],
    }
    return render(request, "lms_rewards/gift.html", context)


@require_POST
def redeem(request: HttpRequest, pk: int) -> HttpResponse:
    """Redeem a gift once for each form; what is refused is said in one sentence."""
    found = get_object_or_404(Gift, pk=pk, is_on=True)
    fund = None
    if request.POST.get("fund"):
        led = TeamFund.objects.filter(leader=request.user.pk, is_on=True)
        fund = get_object_or_404(led, pk=_number(request.POST["fund"]))
    try:
        redemptions.redeem(
            gift=found,
            user=request.user,
            seen_price=_number(request.POST.get("price", "")),
            turn=_number(request.POST.get("turn", "")),
            fund=fund,
            now=timezone.now(),
        )
    except RewardsError as error:
        messages.error(request, str(error))
        return redirect("lms_rewards:gift", found.pk)
    messages.success(
        request, _("It is reserved for you until somebody has approved it.")
    )
    return redirect("lms_rewards:redemptions")


@require_safe
def my_redemptions(request: HttpRequest) -> HttpResponse:
    """List what one has redeemed, and how far it is."""
    rows = _mine(request)[:MOST_SHOWN]
    return render(request, "lms_rewards/redemptions.html", {"rows": rows})


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own redemption back."""
    redemption = get_object_or_404(_mine(request), pk=pk)
    try:
        redemptions.cancel(redemption=redemption, user=request.user, now=timezone.now())
    except RewardsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is cancelled, and the points are yours again."))
    return redirect("lms_rewards:redemptions")


@require_safe
def voucher(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the voucher of an approved redemption, to be printed."""
    rows = _mine(request).filter(state__in=VOUCHERS)
    context = {"redemption": get_object_or_404(rows, pk=pk)}
    return render(request, "lms_rewards/voucher.html", context)


@require_safe
def team_funds(request: HttpRequest) -> HttpResponse:
    """Show what teams save for, and let one give points."""
    holder = Holder.objects.of(request.user).first()
    rows = TeamFund.objects.filter(is_on=True).select_related("team", "leader")
    saved = dict(
        Account.objects.filter(
            kind=AccountKind.AVAILABLE, holder__in=rows.values("holder")
        ).values_list("holder", "balance")
    )
    turns = _turns(request)
    context = {
        "balance": balance_of(holder, timezone.localdate()),
        "donations": funds.donations_of(request.user, now=timezone.now()),
        "days": funds.TAKEN_BACK_WITHIN.days,
        "funds": [
            (
                row,
                saved.get(row.holder_id, 0),
                DonationForm(
                    initial={"turn": turns.get(str(row.pk), 0)}, auto_id=f"{row.pk}-%s"
                ),
            )
            for row in rows
        ],
    }
    return render(request, "lms_rewards/funds.html", context)


@require_POST
def donate(request: HttpRequest, pk: int) -> HttpResponse:
    """Give points to a fund, once for each form."""
    fund = get_object_or_404(TeamFund, pk=pk, is_on=True)
    form = DonationForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, _("Give a whole number of points, from 1 to 1,000,000.")
        )
        return redirect("lms_rewards:funds")
    try:
        funds.donate(
            fund=fund,
            user=request.user,
            points=form.cleaned_data["points"],
            turn=form.cleaned_data["turn"],
            now=timezone.now(),
        )
    except RewardsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Thank you: the points are in the fund."))
    return redirect("lms_rewards:funds")


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take points back that one gave to a fund; one's own, once."""
    mine = LedgerEvent.objects.readable_by(request.user)
    donation = get_object_or_404(mine.filter(kind=EventKind.DONATE), pk=pk)
    try:
        funds.take_back(donation=donation, user=request.user, now=timezone.now())
    except RewardsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The points are yours again."))
    return redirect("lms_rewards:funds")


def _mine(request: HttpRequest) -> Any:
    rows = Redemption.objects.filter(
        Q(holder__user=request.user.pk) | Q(requested_by__user=request.user.pk)
    )
    return rows.select_related("gift", "holder__user", "holder__fund", "requested_by")


def _payer(fund: TeamFund | None, holder: Holder | None, gift: Gift) -> dict[str, Any]:
    available = balance_of(holder, timezone.localdate()).available
    return {
        "fund": fund,
        "available": available,
        "missing": max(gift.price - available, 0),
        "is_used_up": gift.pk in redemptions.used_up(holder, [gift]),
        "turn": redemptions.turn_of(holder, gift),
    }


def _turns(request: HttpRequest) -> dict[str, int]:
    given = LedgerEvent.objects.filter(
        holder__user=request.user.pk,
        kind=EventKind.DONATE,
        subject_model=TeamFund._meta.label_lower,
    )
    found: dict[str, int] = {}
    for key in given.values_list("subject_key", flat=True):
        found[key] = found.get(key, 0) + 1
    return found


def _number(text: str) -> int:
    """Return what was sent as a number; -1 for what is none, which fits nothing."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1  # noqa: PLR2004 (longer than any)

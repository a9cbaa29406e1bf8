"""Funds: what they hold, what moved it, and the report."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from knowledge_base.views.choices import Choices, pages_of
from lms.exports import as_table, wanted_format
from lms.posting import key_of
from plugins.community.exceptions import CommunityError
from plugins.community.forms import FundForm, PayInForm
from plugins.community.models import DECIDE, KEEP, Fund
from plugins.community.services.figures import quarters
from plugins.community.services.ledger import last_number, pay_in

PAGE_SIZE = 30
COLUMNS = {
    "label": pgettext_lazy("fund", "quarter"),
    "paid_in": pgettext_lazy("fund", "paid in"),
    "paid_out": pgettext_lazy("fund", "paid out"),
    "payouts": pgettext_lazy("fund", "payouts"),
    "balance": pgettext_lazy("fund", "in the fund at the end"),
}


def _check_reader(user: Any) -> None:
    if not user.has_perm(DECIDE) and not user.has_perm(KEEP):
        raise PermissionDenied


def _check_keeper(user: Any) -> None:
    if not user.has_perm(KEEP):
        raise PermissionDenied


@require_safe
def funds(request: HttpRequest) -> HttpResponseBase:
    """Show the funds and their quarters, or hand these out as a table."""
    _check_reader(request.user)
    rows = [*Fund.objects.with_money()]
    known = {"fund": {str(row.pk): row for row in rows}}
    choices = Choices(request.GET, known)
    today = timezone.localdate()
    chosen = known["fund"].get(choices["fund"])
    found = quarters(today, chosen)
    if kind := wanted_format(request):
        return as_table(found, columns=COLUMNS, name=f"funds-{today}", kind=kind)
    context = {
        "rows": [(row, row.balance - row.promised) for row in rows],
        "quarters": found,
        "options": choices.shown({}),
        "export": f"{choices.address()}&export=".replace("?&", "?"),
    }
    return render(request, "lms_community/funds.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add a fund."""
    _check_keeper(request.user)
    return _write(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a fund is called and takes."""
    _check_keeper(request.user)
    return _write(request, get_object_or_404(Fund, pk=pk))


def _write(request: HttpRequest, row: Fund | None) -> HttpResponse:
    form = FundForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        kept = form.save()
        messages.success(request, _("Saved."))
        return redirect(kept)
    context = {"form": form, "fund": row}
    return render(request, "lms_community/fund_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def fund(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the ledger of a fund; whoever keeps it writes down what comes in."""
    _check_reader(request.user)
    row: Any = get_object_or_404(Fund.objects.with_money(), pk=pk)
    if request.method == "POST":
        _check_keeper(request.user)
    form = PayInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            pay_in(
                fund=row,
                **form.cleaned_data,
                after=key_of(request.POST.get("after", "")),
                user=request.user,
                now=timezone.now(),
            )
        except CommunityError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Written down."))
            return redirect(row)
    entries = row.entries.select_related("by", "application__fund")
    page = Paginator(entries, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "fund": row,
        "free": row.balance - row.promised,
        "entries": page.object_list,
        "pages": pages_of(page, Choices(request.GET, {})),
        "form": form,
        "last": last_number(row),
    }
    return render(request, "lms_community/fund.html", context)

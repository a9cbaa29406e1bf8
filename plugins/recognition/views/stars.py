"""The wall of stars, a star, its certificate."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knowledge_base.views.choices import Choices, pages_of
from lms.models import Team
from lms.posting import text_of
from plugins.recognition.enums import MonthState, StarState
from plugins.recognition.exceptions import RecognitionError
from plugins.recognition.models import DECIDE, Praise, Star, StarMonth
from plugins.recognition.services.months import withdraw_star

PAGE_SIZE = 12  # months of a year
MOST_PRAISE = 10


@require_safe
def stars(request: HttpRequest) -> HttpResponse:
    """Show the stars by month, all or those of a team; months without one, too."""
    teams = {str(each.pk): each.name for each in Team.objects.all()}
    choices = Choices(request.GET, {"team": teams})
    months = StarMonth.objects.filter(
        state__in=[MonthState.ANNOUNCED, MonthState.EMPTY]
    )
    found = Star.objects.awarded().named()
    if choices["team"]:
        found = found.filter(team=int(choices["team"]))
        months = months.filter(pk__in=found.values("month"))
    page = Paginator(months, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [*page.object_list]
    of_month: dict[int, list[Star]] = {row.pk: [] for row in rows}
    for each in found.filter(month__in=rows).order_by("is_of_team", "pk"):
        of_month[each.month_id].append(each)
    context = {
        "months": [(row, of_month[row.pk]) for row in rows],
        "pages": pages_of(page, choices),
        "options": choices.shown({}),
    }
    return render(request, "lms_recognition/stars.html", context)


def _star(request: HttpRequest, pk: int) -> Star:
    rows = Star.objects.visible_for(request.user).named()
    found: Star = get_object_or_404(rows, pk=pk)
    return found


@require_safe
def star(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a star: why, and how the figure was reached."""
    return _render(request, _star(request, pk))


def _render(request: HttpRequest, row: Star, typed: str = "") -> HttpResponse:
    user: Any = request.user
    is_own = row.person_id == user.pk
    may_decide = user.has_perm(DECIDE)
    praise = Praise.objects.none()
    if row.person_id is not None:
        period = (row.month.month, row.month.last_day)
        praise = Praise.objects.shown().filter(
            person=row.person_id, happened_on__range=period
        )
    context = {
        "star": row,
        "is_own": is_own,
        "sees_figures": is_own or may_decide,
        "may_withdraw": may_decide and not is_own and row.counts,
        "praise": praise.named()[:MOST_PRAISE],
        "typed": typed,
    }
    return render(request, "lms_recognition/star.html", context)


@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the certificate, made for printing; none of a star that does not count."""
    row = get_object_or_404(
        Star.objects.visible_for(request.user).filter(state=StarState.AWARDED).named(),
        pk=pk,
    )
    return render(request, "lms_recognition/certificate.html", {"star": row})


@require_POST
@permission_required(DECIDE, raise_exception=True)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a star count no more."""
    row = _star(request, pk)
    reason = text_of(request, "reason", 300)
    try:
        withdraw_star(star=row, reason=reason, user=request.user, now=timezone.now())
    except RecognitionError as error:
        messages.error(request, str(error))
        return _render(request, row, typed=reason)
    messages.success(request, _("Withdrawn; it stays with the reason."))
    return redirect(row)

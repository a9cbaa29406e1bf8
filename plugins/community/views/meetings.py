"""Meetings: those to come and the archive, and the form for one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from knowledge_base.views.choices import Choices, pages_of
from plugins.community.enums import MeetingKind
from plugins.community.exceptions import CommunityError
from plugins.community.forms import MeetingForm
from plugins.community.models import ORGANISE, Item, Meeting
from plugins.community.models.meeting import TO_COME
from plugins.community.services.meetings import month_planned, plan_next, write

PAGE_SIZE = 20
SHOWN = {
    "to_come": pgettext_lazy("meetings", "To come"),
    "past": pgettext_lazy("meetings", "Archive"),
    "items": pgettext_lazy("meetings", "Open action items"),
}


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """List meetings to come, past ones, or what still follows from them."""
    known = {"show": SHOWN, "kind": dict(MeetingKind.choices)}
    choices = Choices(request.GET, known, always={"show": "to_come"})
    is_items = choices["show"] == "items"
    rows = _items() if is_items else _meetings(choices["show"])
    if choices["kind"]:
        field = "meeting__kind" if is_items else "kind"
        rows = rows.filter(**{field: choices["kind"]})
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "rows": () if is_items else page.object_list,
        "items": [(row, row.is_late_on(today)) for row in page.object_list]
        if is_items
        else (),
        "pages": pages_of(page, choices),
        "options": choices.shown({}),
        "show": choices["show"],
        "months": [(kind, month_planned(kind, today)) for kind in MeetingKind],
    }
    return render(request, "lms_community/meetings.html", context)


def _meetings(show: str) -> Any:
    if show == "to_come":
        return Meeting.objects.to_come().listed()
    rows = Meeting.objects.exclude(state__in=TO_COME).listed()
    return rows.order_by("-starts_at", "-pk")


def _items() -> Any:
    rows = Item.objects.filter(done_at=None).select_related("meeting", "owner")
    return rows.order_by("due_on", "pk")


@require_POST
@permission_required(ORGANISE, raise_exception=True)
def plan(request: HttpRequest) -> HttpResponse:
    """Plan the next meeting of the cycle, or show the one that is there."""
    kind = request.POST.get("kind", "")
    if kind not in MeetingKind.values:
        raise Http404
    row, is_new = plan_next(
        kind=MeetingKind(kind),
        today=timezone.localdate(),
        language=get_language() or "en",
    )
    said = _("Planned. Look at day and place, then announce it.")
    messages.success(request, said if is_new else _("It is planned already."))
    return redirect(row)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(ORGANISE, raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Add a meeting."""
    return _write(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a meeting that is to come."""
    row = get_object_or_404(Meeting, pk=pk)
    if not row.may_organise(request.user):
        raise PermissionDenied
    return _write(request, row)


def _write(request: HttpRequest, row: Meeting | None) -> HttpResponse:
    copy = Meeting.objects.get(pk=row.pk) if row else None  # the form changes its own
    form = MeetingForm(request.POST or None, instance=copy)
    if request.method == "POST" and form.is_valid():
        try:
            kept = write(
                meeting=row,
                values=form.cleaned_data,
                user=request.user,
                now=timezone.now(),
            )
        except CommunityError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(kept)
    context = {"form": form, "meeting": row}
    return render(request, "lms_community/meeting_form.html", context)

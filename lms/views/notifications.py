"""What a person is told, and what was read of it."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from lms.models import Notification
from lms.notifications import count_unread, mark_read, shown
from lms.posting import key_of

PAGE_SIZE = 20


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the person's notifications, or those not read yet."""
    is_unread = request.GET.get("show") == "unread"
    rows = Notification.objects.of(request.user)
    page = Paginator(rows.unread() if is_unread else rows, PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "rows": shown(page.object_list, request.user),
        "is_unread": is_unread,
        "number_unread": count_unread(request.user),
        "pages": _pages(page, is_unread=is_unread),
    }
    return render(request, "lms/notifications.html", context)


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark one notification read, or all of the person's; what is not theirs stays."""
    sent = request.POST.get("notification", "")
    key = key_of(sent)
    if key or not sent:
        mark_read(user=request.user, now=timezone.now(), key=key or None)
    is_unread = request.POST.get("show") == "unread"
    return redirect(_address(is_unread=is_unread))


def _address(*, is_unread: bool, number: int = 1) -> str:
    parts = [("show=unread", is_unread), (f"page={number}", number > 1)]
    query = "&".join(part for part, is_wanted in parts if is_wanted)
    return f"{reverse('lms:notifications')}{'?' if query else ''}{query}"


def _pages(page: Page[Any], *, is_unread: bool) -> dict[str, Any] | None:
    last = page.paginator.num_pages
    if last == 1:
        return None

    def beside(number: int) -> str:
        is_there = 1 <= number <= last
        return _address(is_unread=is_unread, number=number) if is_there else ""

    return {
        "number": page.number,
        "last": last,
        "previous": beside(page.number - 1),
        "next": beside(page.number + 1),
    }

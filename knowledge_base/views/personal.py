"""Starring an item, and noting that it was used. Nothing of a customer is taken."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from knowledge_base.enums import Channel, UseKind
from knowledge_base.models import KnowledgeItem
from knowledge_base.services.personal import record_use, set_favorite

_WANTED = {"yes": True, "no": False}


@require_POST
def favorite(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Star the item with `wanted=yes`, or take the star away with `wanted=no`."""
    item = _readable_item(request, uuid)
    wanted = _WANTED.get(request.POST.get("wanted", ""))
    if wanted is None:
        return HttpResponseBadRequest()
    set_favorite(user=request.user, item=item, wanted=wanted)
    if getattr(request, "htmx", False):
        context = {"item": item, "is_favorite": wanted}
        return render(request, "knowledge_base/components/star.html", context)
    content: Any = item.content
    return redirect(next_address(request) or content.get_absolute_url())


@require_POST
def use(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Note `how` the item was used, and on which `channel`; answer nothing."""
    item = _readable_item(request, uuid)
    how, channel = request.POST.get("how"), request.POST.get("channel", "")
    if how not in UseKind.values or channel not in {"", *Channel.values}:
        return HttpResponseBadRequest()
    record_use(
        user=request.user,
        item=item,
        how=UseKind(how),
        channel=Channel(channel) if channel else None,
        now=timezone.now(),
    )
    return HttpResponse(status=204)


def _readable_item(request: HttpRequest, uuid: UUID) -> KnowledgeItem:
    return get_object_or_404(KnowledgeItem.objects.visible_for(request.user), uuid=uuid)


def next_address(request: HttpRequest) -> str:
    """Return where the form wants to go on, if that is on this site."""
    address = request.POST.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
    return (
        address if is_safe and "/" in address else ""
    )  # else it is the name of a view

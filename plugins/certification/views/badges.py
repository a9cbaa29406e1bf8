"""Badges: for their holder, and what is needed to verify them."""

from io import BytesIO
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.response import FileResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lms.throttling import limited
from plugins.certification.models import Award
from plugins.certification.services.badges import (
    LENGTH,
    PURPOSES,
    badge_of,
    did_document,
    has_badges,
    picture_of,
    status_list,
)

MOST_A_MINUTE = 60
_for_a_while = cache_control(public=True, max_age=300)


@require_safe
def as_token(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Hand the holder the badge of a certificate that counts."""
    award = _own(request, key)
    return _file(badge_of(award), f"{award.serial}.jwt", "text/plain")


@require_safe
def as_picture(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Hand the holder a picture with the badge in it."""
    award = _own(request, key)
    return _file(picture_of(award), f"{award.serial}.svg", "image/svg+xml")


@login_not_required
@_for_a_while
@require_safe
def did(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (Django's)
    """Tell anybody with which keys the site signs, as did:web wants it; maybe with none."""
    return _for_all(JsonResponse(did_document()))


@login_not_required
@limited(MOST_A_MINUTE)
@_for_a_while
@require_safe
def status(request: HttpRequest, purpose: str, number: int) -> HttpResponse:  # noqa: ARG001 (Django's)
    """Tell anybody which badges were taken back: a list of bits that names nobody."""
    _check_there_are_badges()
    last = Award.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if purpose not in PURPOSES or number > last // LENGTH:
        raise Http404
    token = status_list(purpose, number)
    return _for_all(HttpResponse(token, content_type="application/vc+jwt"))


def _own(request: HttpRequest, key: UUID) -> Award:
    _check_there_are_badges()
    held = Award.objects.of(request.user).held_on(timezone.localdate())
    return get_object_or_404(held.select_related("person", "decision", "level"), uuid=key)  # fmt: skip


def _file(text: str, name: str, kind: str) -> HttpResponseBase:
    content = BytesIO(text.encode())
    return FileResponse(content, as_attachment=True, filename=name, content_type=kind)


def _check_there_are_badges() -> None:
    if not has_badges():
        raise Http404


def _for_all(answer: HttpResponse) -> HttpResponse:
    """Let programs in other people's pages read it, too."""
    answer["Access-Control-Allow-Origin"] = "*"
    return answer

"""Health and pictures."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve
from wagtail.images import get_image_model

from lms.access import in_closed_collection


@login_not_required
@never_cache
@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Tell a load balancer whether this process reaches its database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        response = JsonResponse({"status": "database unreachable"}, status=503)
        response["Retry-After"] = "10"
        return response
    return JsonResponse({"status": "ok"})


@require_safe
@cache_control(private=True, max_age=86_400)
def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a rendition of an image to whoever may read the image's collection.

    Only the folder of renditions is reached: originals and documents have doors of
    their own.
    """
    renditions = get_image_model().get_rendition_model().objects
    closed = in_closed_collection(request.user, path="image__collection__path")
    if renditions.filter(closed, file=f"images/{path}").exists():
        raise Http404
    response = serve(
        request, path, document_root=str(Path(settings.MEDIA_ROOT, "images"))
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response

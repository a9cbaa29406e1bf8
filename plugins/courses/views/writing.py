"""The way to a course of one's own."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from plugins.courses.services.catalog import main_catalog
from plugins.courses.views.finding import TEACH


@require_POST
@permission_required(TEACH, raise_exception=True)
def write(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (a view's)
    """Make the catalog where there is none, and lead to the form of a new course."""
    catalog = main_catalog()
    return redirect("wagtailadmin_pages:add", "lms_courses", "coursepage", catalog.pk)

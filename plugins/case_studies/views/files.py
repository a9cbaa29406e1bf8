"""Files beside a case."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from lms.files.sending import send
from plugins.case_studies.models import CaseAttachment, CasePage


@require_safe
def file(request: HttpRequest, pk: int, key: int) -> HttpResponseBase:
    """Send a file to whoever may open its case, to be saved and never to be shown."""
    cases = CasePage.objects.handled_by(request.user)
    found = get_object_or_404(
        CaseAttachment.objects.filter(page__in=cases), page=pk, pk=key
    )
    return send(request, found, mime=found.mime, filename=found.filename)

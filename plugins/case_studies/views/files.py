"""Files beside a case."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from plugins.case_studies.models import CaseAttachment, CasePage


@require_safe
def file(request: HttpRequest, pk: int, key: int) -> FileResponse:
    """Send a file to whoever may open its case, to be saved and never to be shown."""
    cases = CasePage.objects.handled_by(request.user)
    found = get_object_or_404(
        CaseAttachment.objects.filter(page__in=cases), page=pk, pk=key
    )
    try:
        stream = found.file.storage.open(str(found.file.name))
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        stream, as_attachment=True, filename=found.filename, content_type=found.mime
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response

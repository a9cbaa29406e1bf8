"""Films and captions of lessons."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from knowledge_base.models import LibraryDocument
from lms.files.sending import send
from plugins.courses.models.content import files_of
from plugins.courses.services.hand_ins import standards_shown, versions_in
from plugins.courses.views.finding import TEACH, find_lesson, is_locked

SHOWN = frozenset({"video/mp4", "video/webm", "text/vtt"})


@require_safe
def film(request: HttpRequest, pk: int, key: int) -> HttpResponseBase:
    """Send a film or its captions to whoever may read the lesson and the file.

    The standard of a task is sent to those who may see it by now.
    """
    user: Any = request.user
    lesson, course, enrollment = find_lesson(user, pk)
    versions = versions_in(enrollment, lesson) if enrollment else {}
    open_tasks = standards_shown(lesson, versions, may_teach=user.has_perm(TEACH))
    if key not in files_of(lesson, open_tasks) or is_locked(course, enrollment, user):
        raise Http404
    files = LibraryDocument.objects.visible_for(user)
    document = get_object_or_404(files.select_related("current_version"), pk=key)
    version = document.current_version
    if version is None or version.mime not in SHOWN:
        raise Http404
    return send(request, version, mime=version.mime)

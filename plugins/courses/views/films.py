"""Films and captions of lessons, sent in parts, as players ask for them."""

import re
from collections.abc import Iterator
from typing import IO

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from knowledge_base.models import LibraryDocument
from plugins.courses.models.content import files_of
from plugins.courses.views.finding import find_lesson

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_CHUNK = 64 * 1024
SHOWN = frozenset({"video/mp4", "video/webm", "text/vtt"})


@require_safe
def film(request: HttpRequest, pk: int, key: int) -> HttpResponseBase:
    """Send a film or its captions to whoever may read the lesson and the file."""
    lesson, _course, _enrollment = find_lesson(request.user, pk)
    if key not in files_of(lesson):
        raise Http404
    files = LibraryDocument.objects.visible_for(request.user)
    document = get_object_or_404(files.select_related("current_version"), pk=key)
    version = document.current_version
    if version is None or version.mime not in SHOWN:
        raise Http404
    try:
        file = version.file.storage.open(str(version.file.name))
    except FileNotFoundError as error:
        raise Http404 from error
    answer = _answer(request.headers.get("Range", ""), file, version.size)
    if answer.status_code != 416:  # noqa: PLR2004 (there is nothing in it)
        answer["Content-Type"] = version.mime
    answer["Accept-Ranges"] = "bytes"
    answer["Content-Encoding"] = "identity"  # a part that is compressed is no part
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _answer(asked: str, file: IO[bytes], size: int) -> HttpResponseBase:
    found = _RANGE.fullmatch(asked)
    if found is None or not any(found.groups()):
        return FileResponse(file)
    first, last = _limits(found[1], found[2], size)
    if first > last:
        file.close()
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{size}"
        return refused
    file.seek(first)
    length = last - first + 1
    answer = StreamingHttpResponse(_read(file, length), status=206)
    answer["Content-Range"] = f"bytes {first}-{last}/{size}"
    answer["Content-Length"] = str(length)
    return answer


def _limits(first: str, last: str, size: int) -> tuple[int, int]:
    """Return the first and the last byte that are asked for: `-5` means the last five."""
    if not first:
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last) if last else size - 1, size - 1)


def _read(file: IO[bytes], left: int) -> Iterator[bytes]:
    with file:
        while left > 0 and (chunk := file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk

"""Films and captions of lessons, sent in parts, as players ask for them."""

import re
from typing import IO

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
)
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from knowledge_base.models import LibraryDocument
from plugins.courses.models.content import files_of
from plugins.courses.views.finding import find_lesson, is_locked

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
SHOWN = frozenset({"video/mp4", "video/webm", "text/vtt"})


@require_safe
def film(request: HttpRequest, pk: int, key: int) -> HttpResponseBase:
    """Send a film or its captions to whoever may read the lesson and the file."""
    lesson, course, enrollment = find_lesson(request.user, pk)
    if key not in files_of(lesson) or is_locked(course, enrollment, request.user):
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
    tag = f'"{version.sha256}"'
    is_same = request.headers.get("If-Range", tag) == tag
    asked = request.headers.get("Range", "") if is_same else ""
    answer = _answer(asked, file, version.size)
    answer["ETag"] = tag
    if answer.status_code != 416:  # noqa: PLR2004 (there is nothing in it)
        answer["Content-Type"] = version.mime
    answer["Accept-Ranges"] = "bytes"
    answer["Content-Encoding"] = "identity"  # a part that is compressed is no part
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _answer(asked: str, file: IO[bytes], size: int) -> HttpResponseBase:
    found = _RANGE.fullmatch(asked)
    if found is None or not any(found.groups()) or _is_backwards(found[1], found[2]):
        return FileResponse(file)
    first, last = _limits(found[1], found[2], size)
    if first > last:
        file.close()
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{size}"
        return refused
    file.seek(first)
    length = last - first + 1
    answer = FileResponse(_Part(file, length), status=206)
    answer["Content-Range"] = f"bytes {first}-{last}/{size}"
    answer["Content-Length"] = str(length)
    return answer


def _is_backwards(first: str, last: str) -> bool:
    return bool(first and last) and int(last) < int(first)


def _limits(first: str, last: str, size: int) -> tuple[int, int]:
    """Return the first and the last byte that are asked for: `-5` means the last five."""
    if not first:
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last) if last else size - 1, size - 1)


class _Part:
    """So many bytes of a file from where it stands, which is closed with the answer."""

    def __init__(self, file: IO[bytes], left: int) -> None:
        self._file, self._left, self.close = file, left, file.close

    def read(self, most: int) -> bytes:
        """Return what comes next of them."""
        chunk = self._file.read(min(most, self._left))
        self._left -= len(chunk)
        return chunk

"""Files sent in parts, as players of films and sound ask for them."""

import re
from typing import IO, Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def send(
    request: HttpRequest, row: Any, *, mime: str, filename: str = ""
) -> HttpResponseBase:
    """Send the file of a row, as a whole or the part that is asked for.

    The row has `file` and `size`; without `sha256` it is always sent as a whole. With a
    name it is to be saved, not shown. Raises Http404 where the file is gone.
    """
    try:
        file = row.file.storage.open(str(row.file.name))
    except FileNotFoundError as error:
        raise Http404 from error
    digest = getattr(row, "sha256", "")
    tag = f'"{digest}"'
    is_same = digest and request.headers.get("If-Range", tag) == tag
    asked = request.headers.get("Range", "") if is_same else ""
    answer = _answer(asked, file, row.size, filename)
    if answer.status_code != 416:  # noqa: PLR2004 (there is nothing in it)
        answer["Content-Type"] = mime
    if digest:
        answer["ETag"] = tag
        answer["Accept-Ranges"] = "bytes"
    answer["Content-Encoding"] = "identity"  # a part that is compressed is no part
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _answer(asked: str, file: IO[bytes], size: int, filename: str) -> HttpResponseBase:
    known: dict[str, Any] = {"as_attachment": bool(filename), "filename": filename}
    found = _RANGE.fullmatch(asked)
    if found is None or not any(found.groups()) or _is_backwards(found[1], found[2]):
        return FileResponse(file, **known)
    first, last = _limits(found[1], found[2], size)
    if first > last:
        file.close()
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{size}"
        return refused
    file.seek(first)
    length = last - first + 1
    answer = FileResponse(_Part(file, length), status=206, **known)
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

"""What a button or a small form sends."""

from typing import Any

from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

_LONGEST_KEY = 18


def text_of(request: HttpRequest, name: str, most: int = 500) -> str:
    """Return what was written."""
    return request.POST.get(name, "").replace("\r\n", "\n")[:most]


def row_of(request: HttpRequest, name: str, rows: Any) -> Any:
    """Return the row of a pair that is named; raises Http404 for another's."""
    return get_object_or_404(rows, pk=key_of(request.POST, name))


def key_of(sent: QueryDict, name: str) -> int:
    """Return a key that was sent; 0, which is no row's, for what is none."""
    key = sent.get(name, "")
    is_key = key.isascii() and key.isdecimal() and len(key) <= _LONGEST_KEY
    return int(key) if is_key else 0

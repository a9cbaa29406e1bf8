"""What readers see of documents: the text, the versions, each to be downloaded."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from knowledge_base.models import DocumentVersion, LibraryDocument
from lms.files.sending import send
from lms.views.frames import render_item

_PAGES_AT_ONCE = 3
_LONGEST_NUMBER = 6


@dataclass(frozen=True)
class TextPage:
    """One page of the text, as it is shown."""

    number: int
    place: str
    text: str


@dataclass(frozen=True)
class Extract:
    """Some pages in a row, and what is before and after them."""

    pages: Sequence[TextPage]
    total: int
    before: int
    after: int

    @classmethod
    def at(cls, version: DocumentVersion, number: int) -> "Extract":
        """Return the pages of a version from this one on."""
        parts = version.parts
        first = min(max(number, 1), max(len(parts), 1))
        last = min(first + _PAGES_AT_ONCE - 1, len(parts))
        ends = [*parts[1:], len(version.text)]
        pages = [
            TextPage(n, version.place(n), version.text[parts[n - 1] : ends[n - 1]])
            for n in range(first, last + 1)
        ]
        before = max(first - _PAGES_AT_ONCE, 1) if first > 1 else 0
        after = last + 1 if last < len(parts) else 0
        return cls(pages, len(parts), before, after)


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a document is, its versions, and its text from `?page=` on."""
    documents = LibraryDocument.objects.visible_for(request.user)
    found = get_object_or_404(documents.select_related("current_version"), pk=pk)
    version = found.current_version
    versions = found.versions.brief().select_related("created_by", "restored_from")
    context = {
        "document": found,
        "version": version,
        "versions": versions,
        "extract": version and Extract.at(version, _number(request)),
    }
    return render_item(request, "knowledge_base/document.html", context)


@require_safe
def document_version(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """Send the file of one version, to be saved and never to be shown."""
    documents = LibraryDocument.objects.visible_for(request.user)
    found = get_object_or_404(documents, pk=pk)
    version = get_object_or_404(found.versions.brief(), number=number)
    return send(request, version, mime=version.mime, filename=version.filename)


def _number(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    is_number = text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
    return int(text) if is_number else 1

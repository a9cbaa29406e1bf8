"""Pages that readers see. Whatever one may not read is not found."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from knowledge_base.enums import NoteKind
from knowledge_base.models import (
    ArticlePage,
    CategoryPage,
    Faq,
    LibraryPage,
    Script,
)


@require_safe
def library(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the categories of one language."""
    page = get_object_or_404(LibraryPage.objects.visible_for(request.user), pk=pk)
    categories = CategoryPage.objects.child_of(page).visible_for(request.user)
    return render(request, page.template, {"page": page, "categories": categories})


@require_safe
def category(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what lies on one shelf."""
    page = get_object_or_404(CategoryPage.objects.visible_for(request.user), pk=pk)
    context = {
        "page": page,
        "categories": CategoryPage.objects.child_of(page).visible_for(request.user),
        "articles": ArticlePage.objects.child_of(page).visible_for(request.user),
    }
    return render(request, page.template, context)


@require_safe
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an article."""
    articles = ArticlePage.objects.visible_for(request.user)
    page = get_object_or_404(articles.prefetch_related("tags", "items__owner"), pk=pk)
    return page.serve(request)


@require_safe
def faq(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a question with its answer and the scripts that go with it."""
    entries = Faq.objects.visible_for(request.user)
    entry = get_object_or_404(
        entries.prefetch_related("tags", "other_questions", "items__owner"), pk=pk
    )
    scripts = Script.objects.visible_for(request.user).filter(faqs=entry)
    context = {
        "faq": entry,
        "scripts": scripts.prefetch_related("variants"),
    }
    return render(request, "knowledge_base/faq.html", context)


@require_safe
def script(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a script, ready to be filled in and copied."""
    entries = Script.objects.visible_for(request.user)
    entry = get_object_or_404(
        entries.prefetch_related("tags", "variants", "notes", "items__owner"), pk=pk
    )
    context = {
        "script": entry,
        "placeholders": entry.placeholders(),
        "do_notes": entry.notes_of(NoteKind.DO),
        "dont_notes": entry.notes_of(NoteKind.DONT),
    }
    return render(request, "knowledge_base/script.html", context)

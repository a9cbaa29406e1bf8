from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.models import Page


def search(request: HttpRequest) -> HttpResponse:
    """Search as `wagtail start` writes it."""
    query = request.GET.get("query", "")
    results = Page.objects.live().search(query) if query else Page.objects.none()
    page = Paginator(results, 20).get_page(request.GET.get("page"))
    return render(request, "plain_site/search.html", {"query": query, "results": page})

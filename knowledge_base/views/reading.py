"""Pages that readers see. Whatever one may not read is not found."""

from datetime import timedelta
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BigIntegerField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Page

from knowledge_base.models import ArticlePage, CategoryPage, Faq, LibraryPage, Script
from knowledge_base.models.anchor import anchor_of
from knowledge_base.models.feedback_summary import feedback_of
from knowledge_base.models.tag_usage import visible_tags
from knowledge_base.services.related import related_items
from knowledge_base.views.feedback import feedback_context
from knowledge_base.views.trust import trust_of
from lms.access import Reader, reading_key
from lms.addresses import address_of
from lms.prepared import Prepared, Slot, slots
from lms.views.frames import render_item
from lms.views.item_panels import panels_key, with_panels

_USED_WITHIN = timedelta(days=30)


class Shelf(NamedTuple):
    """What crumbs show of a library or category."""

    title: str
    url: str


@require_safe
def libraries(request: HttpRequest) -> HttpResponse:
    """Lead to the library in the reader's language, or to another if there is none."""
    readable = LibraryPage.objects.visible_for(request.user).select_related("locale")
    language = (get_language() or "")[:2]
    found = sorted(readable, key=lambda p: p.locale.language_code[:2] != language)
    if not found:
        raise Http404
    return redirect(found[0].get_absolute_url())


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
        "shelves": shelves_above(page),
    }
    return render(request, page.template, context)


@require_safe
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an article."""
    page = _shown(ArticlePage, pk, request.user)
    context = {
        **page.get_context(request),
        **around(page, request.user),
        "shelves": shelves_above(page),
    }
    return render_item(request, page.template, context)


@require_safe
def faq(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a question with its answer and the scripts that go with it."""
    entry = _shown(Faq, pk, request.user, "other_questions")
    scripts = Script.objects.visible_for(request.user).filter(faq_links__faq=entry)
    context = {
        **around(entry, request.user),
        "faq": entry,
        "scripts": scripts.order_by("faq_links__sort_order").prefetch_related(
            "variants"
        ),
    }
    return render_item(request, "knowledge_base/faq.html", context)


@require_safe
def script(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a script, ready to be filled in and copied."""
    entry = _shown(Script, pk, request.user, "variants", "notes")
    context = {
        **entry.page_context(request.user),
        **around(entry, request.user),
    }
    return render_item(request, "knowledge_base/script.html", context)


def _shown(model: Any, pk: int, user: Reader, *parts: str) -> Any:
    """Return what a page shows, with its language and parts; raise Http404."""
    if pk > BigIntegerField.MAX_BIGINT:
        raise Http404
    key = (model, reading_key(user), parts, panels_key())
    found = _SHOWN.objects(model, user, parts, key=key, item=pk)
    if not found:
        raise Http404
    return found[0]


def _by_key(model: Any, user: Reader, parts: tuple[str, ...]) -> Any:
    rows = model.objects.visible_for(user).select_related("locale").order_by()
    return with_panels(rows.filter(pk=Slot("item")()).prefetch_related(*parts))


_SHOWN = Prepared(_by_key)


def around(entry: ArticlePage | Faq | Script, user: Reader) -> dict[str, Any]:
    """Return what a page shows around an item: star, feedback, what is related."""
    since = timezone.now() - _USED_WITHIN
    item = anchor_of(entry, user, used_since=since)
    return {
        "item": item,
        "is_favorite": item.is_favorite,
        "trust": trust_of(item, entry, user),
        "related": related_items(entry, user),
        "translations": translations(entry, user),
        **feedback_context(feedback_of(item, entry)),
    }


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """Show all tags of what the reader may see, by category, in one's own script first."""
    groups, reads_english = visible_tags(request.user), get_language() == "en"
    for _category, found in groups:
        found.sort(key=lambda tag: tag.name.isascii() != reads_english)
    context = {"groups": groups}
    return render(request, "knowledge_base/tags.html", context)


def shelves_above(page: ArticlePage | CategoryPage) -> list[Shelf]:
    """Return the library and the categories above, from the top."""
    url_names = {
        ContentType.objects.get_for_model(model).pk: model.url_name
        for model in (LibraryPage, CategoryPage)
    }
    paths = [page.path[:end] for end in range(0, len(page.path), page.steplen)]
    values = {f"path{number}": path for number, path in enumerate(paths)}
    key = (len(paths), *url_names)
    rows = _ABOVE.rows(len(paths), list(url_names), key=key, **values)
    return [Shelf(title, address_of(url_names[kind], pk)) for pk, title, kind in rows]


def _above(paths: int, types: list[int]) -> Any:
    pages = Page.objects.live().filter(path__in=slots("path", paths))
    shelves = pages.filter(content_type__in=types).order_by("depth")
    return shelves.values_list("pk", "title", "content_type")


_ABOVE = Prepared(_above)


def translations(obj: ArticlePage | Faq | Script, user: Reader) -> Any:
    """Return the same in other languages, as far as `user` may read it."""
    model, field = type(obj), obj._meta.get_field("translation_key")
    text = field.get_db_prep_value(obj.translation_key, connections[DEFAULT_DB_ALIAS])
    return _TRANSLATIONS.objects(
        model, user, key=(model, reading_key(user)), text=text, item=obj.pk
    )


def _translations(model: Any, user: Reader) -> Any:
    same = model.objects.visible_for(user).select_related("locale").order_by()
    others = same.filter(translation_key=Slot("text")()).exclude(pk=Slot("item")())
    return others.only("locale__language_code")


_TRANSLATIONS = Prepared(_translations)

"""The history of an item on the site: what was published, and what changed.

Drafts are not in it, nor what an old version points at and the reader may not open.
"""

from itertools import chain
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page
from wagtail.permissions import policy_registry

from knowledge_base.models import ArticlePage, KnowledgeItem
from knowledge_base.models.wording import Content, wording_of
from knowledge_base.services import versions as history
from knowledge_base.services.version_changes import changes, lists_of
from lms.exports import as_table, wanted_format
from lms.people.display import display_name

NOW = "now"


@require_safe
def versions(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """List the published versions; with `export=csv` or `xlsx` all as a table."""
    item, content = _item(request, uuid)
    pages = Paginator(history.published(content), history.VERSIONS_PER_PAGE)
    if kind := wanted_format(request):
        return _as_table(content, pages, kind)
    page = pages.get_page(request.GET.get("page"))
    context = {
        **_context(request, item, content),
        "versions": _versions(content, pages, page.number),
        "pages": _pages(page),
    }
    return render(request, "knowledge_base/history.html", context)


def _versions(content: Any, pages: Any, number: int) -> list[history.Version]:
    start = (number - 1) * history.VERSIONS_PER_PAGE
    rows = list(pages.object_list[start : start + history.VERSIONS_PER_PAGE + 1])
    return history.versions(content, rows, first=pages.count - start)


def _as_table(content: Any, pages: Any, kind: str) -> HttpResponseBase:
    every = (_versions(content, pages, number) for number in pages.page_range)
    return as_table(
        chain.from_iterable(every),
        columns={
            "number": _("Version"),
            "published_at": _("Published"),
            "note": _("Note"),
            "writers": _("Written by"),
            "approver": _("Approved by"),
            "publisher": _("Published by"),
        },
        accessors={"writers": lambda row: ", ".join(map(display_name, row.writers))},
        name="versions",
        kind=kind,
    )


@require_safe
def version(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    """Show what a version said."""
    item, content = _item(request, uuid)
    number, row = _published(content, pk)
    old = history.content_of(pk)
    wording = wording_of(type(content), old)
    [found] = history.versions(content, [row], first=number)
    context = {
        **_context(request, item, content),
        "version": found,
        "wording": wording,
        "lists": lists_of(wording, request.user),
        "old": old,
    }
    if isinstance(content, ArticlePage):
        article = history.old_article(old)
        context["body"] = article.body
        context["readable"] = article.readable_targets(request.user)
    return render(request, "knowledge_base/version.html", context)


@require_safe
def compare(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what differs between two versions, `?old=` and `?new=`, or `new=now`."""
    item, content = _item(request, uuid)
    (number, before), (other, after) = sorted(
        (_said(content, request.GET.get(name, "")) for name in ("old", "new")),
        key=lambda found: found[0] or float("inf"),
    )
    context = {
        **_context(request, item, content),
        "old": number,
        "new": other,
        "changes": changes(type(content), before, after, request.user),
    }
    return render(request, "knowledge_base/compare.html", context)


def _item(request: HttpRequest, uuid: UUID) -> tuple[KnowledgeItem, Any]:
    items = KnowledgeItem.objects.visible_for(request.user)
    item = get_object_or_404(items, uuid=uuid)
    model: Any = ContentType.objects.get_for_id(item.content_type_id).model_class()
    rows = model._default_manager.select_related("locale")
    return item, get_object_or_404(rows, pk=item.object_id)


def _published(content: Any, revision_id: int) -> tuple[int, Any]:
    found = history.version_row(content, revision_id)
    if found is None:
        raise Http404
    return found


def _said(content: Any, asked: str) -> tuple[int, Content]:
    """Return number and text of a version; what is there now has number 0."""
    if asked == NOW:
        return 0, content.serializable_data()
    if not asked.isdecimal() or len(asked) > 18:  # noqa: PLR2004 (no key is longer)
        raise Http404
    number, _row = _published(content, int(asked))
    return number, history.content_of(int(asked))


def _context(request: HttpRequest, item: KnowledgeItem, content: Any) -> dict[str, Any]:
    return {
        "item": item,
        "content": content,
        "restore_name": _restore_name(request.user, content),
    }


def _restore_name(user: Any, content: Any) -> str:
    """Return the name of the editor's address for an old version; "" if it is closed."""
    if not user.has_perm("wagtailadmin.access_admin"):
        return ""
    if isinstance(content, Page):
        may_edit = content.permissions_for_user(user).can_edit()
        return "wagtailadmin_pages:revisions_revert" if may_edit else ""
    policy = policy_registry.get(content)
    if not policy.user_has_permission_for_instance(user, "change", content):
        return ""
    label = content._meta.label_lower.replace(".", "_")
    return f"wagtailsnippets_{label}:revisions_revert"


def _pages(page: Any) -> dict[str, Any]:
    def address(number: int) -> str:
        return f"?page={number}"

    return {
        "number": page.number,
        "last": page.paginator.num_pages,
        "previous": page.has_previous() and address(page.previous_page_number()),
        "next": page.has_next() and address(page.next_page_number()),
    }

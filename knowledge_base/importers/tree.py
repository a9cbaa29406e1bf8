"""Pages put into the tree together: treebeard's and Wagtail's columns, then the rows."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db.models import F
from django.utils.text import slugify
from wagtail.models import Page

_LONGEST_SLUG = 200  # a number is added when it is taken


def own_slug(title: str) -> str:
    """Return an empty slug where Wagtail finds one, else our own."""
    slug = slugify(title, allow_unicode=True)
    if 0 < len(slug) <= _LONGEST_SLUG:
        return ""
    return f"{slug[:_LONGEST_SLUG]}-{uuid4().hex[:8]}".lstrip("-")


def insert_pages(pages: Sequence[tuple[Any, Page | None]]) -> None:
    """Write new pages of one model, each below its parent, in their order."""
    below: dict[int, list[Any]] = {}
    for page, parent in pages:
        below.setdefault(parent.pk if parent else 0, []).append(page)
    # Locked, and in one order, so that two imports give no path or address twice.
    for parent in Page.objects.select_for_update().filter(pk__in=below).order_by("pk"):
        _place(parent, below[parent.pk])
    _insert([page for page, _parent in pages])


def _place(parent: Page, pages: Sequence[Any]) -> None:
    children = Page.objects.child_of(parent)
    last = children.order_by("-path").values_list("path", flat=True).first()
    number = Page._str2int(last[-Page.steplen :]) if last else 0  # noqa: SLF001 (treebeard's)
    taken = set(children.values_list("slug", flat=True))
    for number, page in enumerate(pages, number + 1):  # noqa: B020 (goes on counting)
        page.depth = parent.depth + 1
        page.path = Page._get_path(parent.path, page.depth, number)  # noqa: SLF001 (treebeard's)
        page.slug = _free(own_slug(page.title) or _slug(page.title), taken)
        page.url_path = f"{parent.url_path}{page.slug}/"
        page.draft_title = page.title
        taken.add(page.slug)
    rows = Page.objects.filter(pk=parent.pk)
    rows.update(numchild=F("numchild") + len(pages))


def _slug(title: str) -> str:
    unicode = getattr(settings, "WAGTAIL_ALLOW_UNICODE_SLUGS", True)
    return slugify(title, allow_unicode=unicode)


def _free(slug: str, taken: Iterable[str]) -> str:
    """Return the address, with a number where it is taken, as Wagtail would."""
    found, number = slug, 1
    while found in taken:
        number += 1
        found = f"{slug}-{number}"
    return found


def _insert(pages: Sequence[Any]) -> None:
    """Write both rows of each page; Django's own `bulk_create` knows one table."""
    Page._base_manager.bulk_create(pages)
    model = type(pages[0])
    for page in pages:
        page.pk = page.id
    rows: Any = model._base_manager.all()
    for start in range(0, len(pages), 100):
        rows._insert(  # noqa: SLF001 (no public way)
            pages[start : start + 100],
            fields=model._meta.local_concrete_fields,
            using=rows.db,
        )

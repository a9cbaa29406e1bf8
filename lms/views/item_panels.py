"""What plugins show on the page of an article, FAQ entry or script."""

from collections.abc import Hashable
from functools import partial
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from lms.extension_points import Extension
from lms.extensions import ItemPanel, item_panels
from lms.views.widgets import failed_note

M = TypeVar("M", bound=Model)


def panels_for(request: HttpRequest, item: Any) -> list[str]:
    """Return the markup of each panel that has something to show about the row.

    In place of one that fails stands, for those who look after plugins, a note.
    """
    parts = []
    for each in item_panels.enabled():
        if not getattr(item, _name(each), True):
            continue
        part = item_panels.guarded(
            each, lambda panel: panel.render(request, item), otherwise=None
        )
        parts.append(failed_note(request, each) if part is None else part)
    return [part for part in parts if part]


def with_panels(rows: QuerySet[M]) -> QuerySet[M]:
    """Let the query for an item tell which panels may have something to show."""
    for each in item_panels.enabled():
        rows = item_panels.guarded(each, partial(_told, rows, each), otherwise=rows)
    return rows


def panels_key() -> Hashable:
    """Return what the query above depends on."""
    return tuple((each.key, each.item) for each in item_panels.enabled())


def _told(
    rows: QuerySet[M], extension: Extension[ItemPanel], panel: ItemPanel
) -> QuerySet[M]:
    condition = panel.concerns(rows.model)
    return rows if condition is None else rows.annotate(**{_name(extension): condition})


def _name(extension: Extension[ItemPanel]) -> str:
    return f"panel_{extension.key.replace('.', '_')}"

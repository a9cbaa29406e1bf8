"""What plugins show on the page of an article, FAQ entry or script."""

from typing import Any

from django.http import HttpRequest

from lms.extensions import item_panels
from lms.views.widgets import failed_note


def panels_for(request: HttpRequest, item: Any) -> list[str]:
    """Return the markup of each panel that has something to show about the row.

    In place of one that fails stands, for those who look after plugins, a note.
    """
    parts = []
    for each in item_panels.enabled():
        part = item_panels.guarded(
            each, lambda panel: panel.render(request, item), otherwise=None
        )
        parts.append(failed_note(request, each) if part is None else part)
    return [part for part in parts if part]

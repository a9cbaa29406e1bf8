"""What the admin's first page shows to whoever has no pages to edit."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem, admin_menu
from wagtail.admin.ui.components import Component

_ELSEWHERE = ("help",)


class StartPanel(Component):
    """Leads to all that the menu holds; nothing for those who edit pages."""

    name = "start"
    template_name = "lms/admin/start.html"
    order = 400

    class Media:
        css = {"all": ["lms/css/start.css"]}

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return the rooms of the menu, each with its doors."""
        pages = parent_context.get("root_page")
        if getattr(pages, "pk", None):
            return {"rooms": []}
        return {"rooms": [*_rooms(parent_context["request"])]}


def _rooms(request: HttpRequest) -> Iterator[tuple[str, list[MenuItem]]]:
    items = _in_order(admin_menu, request)
    alone = [item for item in items if not isinstance(item, SubmenuMenuItem)]
    if alone:
        yield "", alone
    for item in items:
        if isinstance(item, SubmenuMenuItem) and item.name not in _ELSEWHERE:
            yield item.label, _in_order(item.menu, request)


def _in_order(menu: Menu, request: HttpRequest) -> list[MenuItem]:
    return sorted(menu.menu_items_for_request(request), key=lambda item: item.order)

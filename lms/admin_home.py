"""What the admin's first page shows: what waits, and where all is."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem, admin_menu
from wagtail.admin.ui.components import Component

from lms.extensions import WaitingWork, waiting_work

_ELSEWHERE = ("help",)


class WaitingWorkPanel(Component):
    """Says what waits for the person, with the way to it; or that nothing does."""

    name = "waiting_work"
    template_name = "lms/admin/waiting_work.html"
    order = 50

    class Media:
        css = {"all": ["lms/css/start.css"]}

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return number, label and address of each kind of which there is something."""
        return {"lines": [*_lines(parent_context["request"].user)]}


def _lines(user: Any) -> Iterator[tuple[int, Any, str]]:
    def line(work: WaitingWork) -> tuple[int, Any, str]:
        return work.count(user), work.label, work.address()

    for each in waiting_work.enabled():
        if not each.item.permission or user.has_perm(each.item.permission):
            found = waiting_work.guarded(each, line, otherwise=None)
            if found and found[0]:
                yield found


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

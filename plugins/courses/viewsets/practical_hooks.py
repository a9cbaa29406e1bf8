"""What practicals add to Wagtail's admin; `wagtail_hooks.py` imports it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from plugins.courses.viewsets.practicals import VIEWSETS


class PermittedMenuItem(MenuItem):
    """Shown to whoever may see what it leads to."""

    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the person sees it."""
        return bool(request.user.has_perm(self.permission))


@hooks.register("register_admin_viewset")
def practical_viewsets() -> list[Any]:
    """Place the lists of practicals."""
    return [
        viewset(f"lms_courses_{name}", url_prefix=f"courses/{name}")
        for viewset, name, _permission in VIEWSETS
    ]


@hooks.register("register_admin_menu_item")
def practical_menu() -> SubmenuMenuItem:
    """Return the menu of practicals."""
    items: list[MenuItem] = [
        PermittedMenuItem(
            viewset.menu_label,
            reverse(f"lms_courses_{name}:index"),
            name=f"courses-{name}",
            icon_name=viewset.icon,
            order=number * 10,
            permission=permission,
        )
        for number, (viewset, name, permission) in enumerate(VIEWSETS)
    ]
    return SubmenuMenuItem(
        pgettext_lazy("practicals", "Practicals"),
        Menu(items=items),
        name="practicals",
        icon_name="clipboard-list",
        order=325,
    )

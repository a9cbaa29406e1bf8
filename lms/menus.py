"""Entries of the admin's menus."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem

EDITORIAL = "register_editorial_menu_item"
"""The hook of what editors do with the content, in a menu of its own."""


class PermittedMenuItem(MenuItem):
    """Shown to whoever has a right, with how many wait for somebody."""

    permission: str

    def __init__(self, *args: Any, permission: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if permission:
            self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the person sees it."""
        return bool(request.user.has_perm(self.permission))

    def waiting(self, user: Any) -> int:  # noqa: ARG002 (for those that count)
        """Return how many wait, as far as `user` may see them."""
        return 0

    def render_component(self, request: HttpRequest) -> Any:
        """Put the number beside the label."""
        component = super().render_component(request)
        if number := self.waiting(request.user):
            component.label = f"{component.label} ({number})"
        return component

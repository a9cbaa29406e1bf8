"""What certification adds to Wagtail's admin."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.log_actions import LogActionRegistry

from lms.menus import PermittedMenuItem
from plugins.certification.services.marking import MARKED
from plugins.certification.viewsets.levels import LevelViewSet
from plugins.certification.viewsets.rows import SchemeViewSet, TopicViewSet

VIEWSETS = (
    (LevelViewSet, "levels", "lms_certification.view_level"),
    (SchemeViewSet, "schemes", "lms_certification.view_scheme"),
    (TopicViewSet, "topics", "lms_certification.view_signofftopic"),
)


@hooks.register("register_admin_viewset")
def viewsets() -> list[Any]:
    """Place the lists."""
    return [
        viewset(f"lms_certification_{name}", url_prefix=f"certification/{name}")
        for viewset, name, _permission in VIEWSETS
    ]


@hooks.register("register_admin_menu_item")
def menu() -> SubmenuMenuItem:
    """Return the menu of certification."""
    items = [
        PermittedMenuItem(
            viewset.menu_label,
            reverse(f"lms_certification_{name}:index"),
            name=f"certification-{name}",
            icon_name=viewset.icon,
            order=number * 10,
            permission=permission,
        )
        for number, (viewset, name, permission) in enumerate(VIEWSETS)
    ]
    return SubmenuMenuItem(
        _("Certification"),
        Menu(items=items),
        name="certification",
        icon_name="success",
        order=335,
    )


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """Show in the history of the site what was done to a certificate."""
    actions.register_action(
        MARKED,
        _("Suspend, resume or revoke a certificate"),
        _("Changed what a certificate is worth"),
    )

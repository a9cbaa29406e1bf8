"""What the share points add to Wagtail's admin."""

from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from lms.menus import PermittedMenuItem
from plugins.rewards.viewsets.audit import AuditView
from plugins.rewards.viewsets.catalog import FundViewSet, GiftViewSet
from plugins.rewards.viewsets.journal import CaseViewSet, JournalViewSet
from plugins.rewards.viewsets.months import MonthViewSet
from plugins.rewards.viewsets.office import MeritViewSet, RedemptionViewSet
from plugins.rewards.viewsets.rules import RuleViewSet

VIEWSETS = (
    (RedemptionViewSet, "redemptions", "lms_rewards.view_redemption"),
    (MeritViewSet, "merits", "lms_rewards.view_merit"),
    (CaseViewSet, "cases", "lms_rewards.view_takebackcase"),
    (MonthViewSet, "months", "lms_rewards.view_monthclose"),
    (GiftViewSet, "gifts", "lms_rewards.view_gift"),
    (FundViewSet, "funds", "lms_rewards.view_teamfund"),
    (RuleViewSet, "rules", "lms_rewards.view_rule"),
    (JournalViewSet, "journal", "lms_rewards.view_ledgerevent"),
)


@hooks.register("register_admin_viewset")
def viewsets() -> list[Any]:
    """Place the lists."""
    return [
        viewset(f"lms_rewards_{name}", url_prefix=f"points/{name}")
        for viewset, name, _permission in VIEWSETS
    ]


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """Place the audit."""
    return [path("points/audit/", AuditView.as_view(), name="lms_rewards_audit")]


@hooks.register("register_admin_menu_item")
def menu() -> SubmenuMenuItem:
    """Return the menu of the share points."""
    items: list[MenuItem] = [
        PermittedMenuItem(
            viewset.menu_label,
            reverse(f"lms_rewards_{name}:index"),
            name=f"points-{name}",
            icon_name=viewset.icon,
            order=number * 10,
            permission=permission,
        )
        for number, (viewset, name, permission) in enumerate(VIEWSETS)
    ]
    audit = PermittedMenuItem(
        _("Audit of points"),
        reverse("lms_rewards_audit"),
        name="points-audit",
        icon_name="check",
        order=900,
        permission="lms_rewards.view_ledgerevent",
    )
    return SubmenuMenuItem(
        _("Share points"),
        Menu(items=[*items, audit]),
        name="share-points",
        icon_name="pick",
        order=330,
    )

"""What the framework adds to Wagtail's admin."""

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from lms.menus import PermittedMenuItem
from lms.plugins.detail_views import PluginView
from lms.plugins.pages import StandInPageMixin
from lms.plugins.running import is_enabled
from lms.plugins.switch_views import DisableView, EnableView
from lms.plugins.views import PERMISSION, InstallView, PluginListView


@hooks.register("register_admin_urls")
def plugin_addresses() -> list[URLResolver]:
    """Place the screen that lists plugins."""
    views = [
        path("", PluginListView.as_view(), name="index"),
        path("results/", PluginListView.as_view(results_only=True), name="results"),
        path("install/", InstallView.as_view(), name="install"),
        path("<slug:label>/", PluginView.as_view(), name="detail"),
        path("<slug:label>/enable/", EnableView.as_view(), name="enable"),
        path("<slug:label>/disable/", DisableView.as_view(), name="disable"),
    ]
    return [path("plugins/", include((views, "lms_plugins")))]


@hooks.register("register_settings_menu_item")
def plugins_menu_item() -> PermittedMenuItem:
    """Put the plugins among the settings."""
    address = reverse("lms_plugins:index")
    return PermittedMenuItem(
        _("Plugins"),
        address,
        name="plugins",
        icon_name="grid",
        order=620,
        permission=PERMISSION,
    )


@hooks.register("register_log_actions")
def plugin_actions(actions: LogActionRegistry) -> None:
    """Name in the history what happens to plugins."""
    for name, label, message in (
        ("enable", _("Switch on"), _("Switched on")),
        ("disable", _("Switch off"), _("Switched off")),
        ("settings", _("Set"), _("Settings changed")),
        ("install", _("Install"), _("Installed")),
        ("past", _("Take in the past"), _("Past taken in")),
        ("purge", _("Remove with data"), _("Removed with its data")),
    ):
        actions.register_action(f"lms.plugin.{name}", label, message)


@hooks.register("before_edit_page")
def say_what_can_be_edited(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Keep the form of a plugin shut while it is off; explain that of a stand-in."""
    label = page.content_type.app_label
    if is_enabled(label):
        return None
    name = {"name": apps.get_app_config(label).verbose_name}
    if not isinstance(page, StandInPageMixin):
        off = _(
            "The plugin “%(name)s” is off: its pages can be seen, moved and deleted."
        )
        messages.warning(request, off % name)
        return redirect("wagtailadmin_pages:history", page.pk)
    if request.method == "GET":
        gone = _(
            "The plugin “%(name)s” is not here: title, address and other things that every "
            "page has can be changed, as a draft. What the plugin keeps stays as it is."
        )
        messages.warning(request, gone % name)
    return None


@hooks.register("register_permissions")
def plugin_permissions() -> QuerySet[Permission]:
    """Let roles be given the right to switch plugins."""
    return Permission.objects.filter(content_type__app_label="lms_plugins")

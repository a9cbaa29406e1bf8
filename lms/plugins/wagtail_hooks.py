"""What the framework adds to Wagtail's admin."""

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from lms.plugins.registry import is_enabled


@hooks.register("register_log_actions")
def plugin_actions(actions: LogActionRegistry) -> None:
    """Name in the history what happens to plugins."""
    for name, label, message in (
        ("enable", _("Switch on"), _("Switched on")),
        ("disable", _("Switch off"), _("Switched off")),
        ("settings", _("Set"), _("Settings changed")),
        ("install", _("Install"), _("Installed")),
        ("purge", _("Remove with data"), _("Removed with its data")),
    ):
        actions.register_action(f"lms.plugin.{name}", label, message)


@hooks.register("before_edit_page")
def keep_form_shut(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Change no page of a plugin that is off: what it knows of its fields would be lost."""
    label = page.content_type.app_label
    if is_enabled(label):
        return None
    messages.warning(
        request,
        _("The plugin “%(name)s” is off: its pages can be seen, moved and deleted.")
        % {"name": apps.get_app_config(label).verbose_name},
    )
    return redirect("wagtailadmin_pages:history", page.pk)


@hooks.register("register_permissions")
def plugin_permissions() -> QuerySet[Permission]:
    """Let roles be given the right to switch plugins."""
    return Permission.objects.filter(content_type__app_label="lms_plugins")

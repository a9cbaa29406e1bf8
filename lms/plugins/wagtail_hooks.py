"""What the framework adds to Wagtail's admin."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


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


@hooks.register("register_permissions")
def plugin_permissions() -> QuerySet[Permission]:
    """Let roles be given the right to switch plugins."""
    return Permission.objects.filter(content_type__app_label="lms_plugins")

"""The app that holds the plugins' framework; it stands before the apps of Wagtail."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PluginsConfig(AppConfig):
    """Loads what is left of the plugins once all models are there."""

    name = "lms.plugins"
    label = "lms_plugins"
    verbose_name = _("Plugins")
    default = True

    def ready(self) -> None:
        """Put stand-ins where something is missing, load the rest, gate the hooks."""
        from lms.plugins import hooks, loading, overlooking, ownership
        from lms.plugins.registry import plugins

        ownership.forget_owners()
        hooks.install()
        overlooking.install()
        loading.fill_gaps()
        for step in (loading.check_names, loading.load_rest):
            for plugin in plugins.values():
                if plugin.is_loaded:
                    step(plugin)

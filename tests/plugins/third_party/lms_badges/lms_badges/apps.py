from lms.plugins import PluginConfig, Setting


class BadgesConfig(PluginConfig):
    """Badges: a plugin that comes as a package of its own."""

    name = "lms_badges"
    label = "lms_badges"
    verbose_name = "Badges"
    description = "Badges for those who help others."
    version = "1.0"
    category = "engagement"
    requires_lms = ">=0.1"
    requires = ()
    settings = {"most": Setting(3, label="Badges a month")}
    default_auto_field = "django.db.models.BigAutoField"

from django.utils.translation import gettext_lazy as _

from lms.plugins import PluginConfig, Setting


class SampleConfig(PluginConfig):
    """Meant to use every door of the host once."""

    name = "tests.plugins.sample"
    label = "lms_sample"
    verbose_name = _("Sample")
    description = _("Notices on a board.")
    version = "1.0"
    category = "content"
    requires_lms = ">=0.1"
    settings = {"greeting": Setting("Hello", label=_("Greeting"))}
    default_auto_field = "django.db.models.BigAutoField"

from lms.plugins import PluginConfig, Setting


class SampleConfig(PluginConfig):
    """Meant to use every door of the host once."""

    name = "tests.plugins.sample"
    label = "lms_sample"
    verbose_name = "Sample"
    description = "Notices on a board."
    version = "1.0"
    category = "content"
    requires_lms = ">=0.1"
    settings = {"greeting": Setting("Hello", label="Greeting")}
    default_auto_field = "django.db.models.BigAutoField"

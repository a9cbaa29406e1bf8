from lms.plugins import PluginConfig


class CarelessConfig(PluginConfig):
    name = "tests.plugins.careless.badges"
    label = "lms_careless"
    verbose_name = "Careless"
    version = "1.0"
    default_auto_field = "django.db.models.BigAutoField"

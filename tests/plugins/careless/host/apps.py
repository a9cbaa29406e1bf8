from django.apps import AppConfig


class HostConfig(AppConfig):
    name = "tests.plugins.careless.host"
    label = "careless_host"
    default_auto_field = "django.db.models.BigAutoField"

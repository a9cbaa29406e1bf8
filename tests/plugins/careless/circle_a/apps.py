from lms.plugins import PluginConfig


class CircleConfig(PluginConfig):
    name = "tests.plugins.careless.circle_a"
    label = "lms_circle_a"
    version = "1.0"
    requires = ("lms_circle_b>=1",)

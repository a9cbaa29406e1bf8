from lms.plugins import PluginConfig


class CircleConfig(PluginConfig):
    name = "tests.plugins.careless.circle_b"
    label = "lms_circle_b"
    version = "1.0"
    requires = ("lms_circle_a>=1",)

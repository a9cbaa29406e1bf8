"""What every plugin promises, bundled or foreign, as tests to inherit.

    class TestContract(PluginContract):
        label = "lms_badges"

        def make_samples(self, number):
            return [publish_below_root(BadgePage(title=f"Badge {number}"))]

docs/tutorial/plugin.md leads there step by step.
"""

from lms.testing.code import CodePromises
from lms.testing.running import RunningPromises


class PluginContract(CodePromises, RunningPromises):
    """Inherit it, name the label, and say how to make what the plugin is about."""

"""Plugins: found, loaded, switched on and off, and contained when they are broken.

Authors import from here, from `lms.plugins.pages` and `.policies`, from `lms.events`,
`lms.extensions` and `lms.testing`; all else is the host's own and may change.
"""

from lms.plugins.config import PluginConfig, Setting
from lms.plugins.running import is_enabled, plugin_settings

__all__ = ["PluginConfig", "Setting", "is_enabled", "plugin_settings"]

"""What can go wrong when somebody works with plugins."""


class PluginError(Exception):
    """Says in one sentence what is wrong and what to do; nothing was changed."""

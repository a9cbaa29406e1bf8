"""The other name that Wagtail has for `update_index`."""

from lms.management.commands.update_index import Command

__all__ = ["Command"]

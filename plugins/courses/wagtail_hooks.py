"""What courses add to Wagtail's admin."""

from plugins.courses.viewsets import practical_hooks  # noqa: F401 (registers)

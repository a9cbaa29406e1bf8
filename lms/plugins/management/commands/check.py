"""`check`, which tells of mistakes in plugins too."""

from typing import Any

from django.core.management.commands import check

from lms.plugins.checks import is_asked


class Command(check.Command):
    """Checks the whole project; all other commands overlook mistakes in plugins."""

    def handle(self, *app_labels: Any, **options: Any) -> None:
        """Check."""
        token = is_asked.set(True)
        try:
            super().handle(*app_labels, **options)
        finally:
            is_asked.reset(token)

"""`makemigrations`, which writes nothing for models that only stand in."""

from typing import Any

from django.core.management import CommandError
from django.core.management.commands import makemigrations

from lms.plugins.registry import plugins


class Command(makemigrations.Command):
    """Writes migrations, unless that would be done for a plugin that is not whole."""

    def handle(self, *app_labels: str, **options: Any) -> None:
        """Make migrations; raises CommandError for what has a stand-in."""
        broken = sorted(each.label for each in plugins.values() if not each.is_loaded)
        named = [label for label in broken if label in app_labels or not app_labels]
        if named:
            raise CommandError(
                f"Migrations cannot be made for {', '.join(named)}, which is not "
                "loaded: mend it, or name the apps that you mean."
            )
        super().handle(*app_labels, **options)

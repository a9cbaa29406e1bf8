from typing import Any

from django.core.management.base import BaseCommand

from knowledge_base.services.library import prepare_library
from knowledge_base.services.texts import note_missing_texts


class Command(BaseCommand):
    """Prepares a new site."""

    help = (
        "Make what a new site needs: content languages, a library of articles for "
        "each, what the roles may do there, and the texts that search shows. Safe to "
        "repeat."
    )

    def handle(self, **_options: Any) -> None:
        """Prepare the library and name what is there."""
        for language, library in prepare_library().items():
            self.stdout.write(f"{language}: {library.title}")
        note_missing_texts()
        self.stdout.write(self.style.SUCCESS("The site is ready."))

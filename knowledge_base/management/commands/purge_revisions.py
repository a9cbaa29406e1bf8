"""`manage.py purge_revisions`: Wagtail's command, sparing what the history needs."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.management.commands import purge_revisions

from knowledge_base.services.purging import purge_versions, purgeable_versions


class Command(purge_revisions.Command):
    """Deletes drafts that later ones took the place of."""

    help = "Delete drafts that are neither the latest nor were ever live or approved"

    def handle(self, *_args: Any, **options: Any) -> None:
        """Delete them, and say how many there were."""
        versions = purgeable_versions()
        if options["pages"] and not options["non_pages"]:
            versions = versions.page_revisions()  # type: ignore[attr-defined] # Wagtail's
        elif options["non_pages"] and not options["pages"]:
            versions = versions.not_page_revisions()  # type: ignore[attr-defined] # Wagtail's
        days = options["days"]
        before = timezone.now() - timedelta(days=days) if days else None
        deleted, protected = purge_versions(versions, before=before)
        self.stdout.write(
            f"{deleted} versions deleted, {protected} protected by others"
        )

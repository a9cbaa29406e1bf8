"""The search indexes, built anew."""

from django.core.management.base import CommandError
from django.db import DatabaseError
from modelsearch.backends import get_search_backend
from modelsearch.management.commands import rebuild_modelsearch_index as stock

from lms.management.progress import ProgressBar
from lms.search.backends.indexing import LaterIndexMixin
from lms.search.exceptions import IndexUnavailable
from lms.search.upkeep import rebuild


class Command(stock.Command):
    """Wagtail's, with a bar for all there is to do; back ends of others stay with it."""

    help = "Build the search indexes anew; the old ones answer until that is done."

    def update_backend(
        self,
        backend_name: str,
        schema_only: bool = False,  # noqa: FBT001, FBT002 (as Wagtail's command has it)
        chunk_size: int = stock.DEFAULT_CHUNK_SIZE,
    ) -> None:
        """Build one index, and tell how far it is."""
        backend = get_search_backend(backend_name)
        if schema_only or not issubclass(backend.index_class, LaterIndexMixin):
            super().update_backend(backend_name, schema_only, chunk_size)
            return
        self.write(f"{backend_name}: building the index anew")
        try:
            objects = rebuild(
                backend, progress=ProgressBar(self.stderr), at_once=chunk_size
            )
        except (DatabaseError, IndexUnavailable) as error:
            message = f"{backend_name}: the index cannot be built: {error}"
            raise CommandError(message, returncode=2) from error
        self.write(f"{backend_name}: {objects} objects indexed")

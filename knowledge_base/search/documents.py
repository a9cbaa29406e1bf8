"""How documents appear in search."""

from collections.abc import Hashable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from knowledge_base.models import LibraryDocument, Tag
from knowledge_base.search.items import in_closed
from lms.access import Reader, reading_key
from lms.search.sources import Presentation, SearchSource


class DocumentSource(SearchSource[LibraryDocument]):
    """Files that people download, found by what is written in them."""

    kind = "document"
    label = _("Documents")
    model = LibraryDocument
    brief_fields = ("title",)
    owner_field = "uploaded_by_user"
    date_field = "current_version__created_at"

    def visible_for(self, user: Reader) -> QuerySet[LibraryDocument]:
        """Return what is in a collection that is open to `user`."""
        return LibraryDocument.objects.visible_for(user)

    def hidden_from(self, user: Reader) -> Sequence[QuerySet[Any]]:
        """Return what is in a closed collection."""
        return in_closed(self.model, user)

    def visible_key(self, user: Reader) -> Hashable:
        """Return what is closed to `user`."""
        return reading_key(user)

    def with_details(
        self, queryset: QuerySet[LibraryDocument]
    ) -> QuerySet[LibraryDocument]:
        """Load the text of the current version."""
        return queryset.select_related("current_version")

    def with_tag(
        self, queryset: QuerySet[LibraryDocument], name: str
    ) -> QuerySet[LibraryDocument]:
        """Narrow to what has the tag with this name or alias."""
        return queryset.filter(tags__in=Tag.objects.keys_meant_by(name))

    def present(self, obj: LibraryDocument) -> Presentation:
        """Return the text with its pages; a page is shown where it stands."""
        url, version = obj.get_absolute_url(), obj.current_version
        if version is None:
            return Presentation(title=obj.title, url=url)

        def place(number: int) -> tuple[str, str]:
            return version.place(number), f"{url}?page={number}"

        return Presentation(
            title=obj.title,
            url=url,
            text=version.text,
            updated_at=version.created_at,
            badge=version.extension,
            parts=version.parts,
            place=place,
        )

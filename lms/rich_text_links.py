"""Links in rich text to documents that are closed to the onlooker: they lead nowhere.

The address of a document ends in the name of its file; that of a page tells a key.
"""

from collections.abc import Sequence
from typing import Any

from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.documents.rich_text.contentstate import DocumentLinkElementHandler

from lms.onlookers import onlooker
from lms.policies import may_read, names_closed


class ReadableDocumentLink(DocumentLinkHandler):
    """A link as readers see it."""

    @classmethod
    def get_many(cls, attrs_list: Sequence[Any]) -> list[Any]:
        """Return what the links lead to, None for what is closed."""
        user = onlooker.get()
        found = super().get_many(attrs_list)
        return [row if row is None or may_read(user, row) else None for row in found]


class EditableDocumentLink(DocumentLinkElementHandler):
    """A link as editors see it: the key stays, so that saving keeps the link."""

    def get_attribute_data(self, attrs: Any) -> dict[str, Any]:
        """Return what the editor is told of the document."""
        model = ReadableDocumentLink.get_model()
        if names_closed(onlooker.get(), model, [attrs.get("id")]):
            return {"id": int(attrs["id"])}
        data: dict[str, Any] = super().get_attribute_data(attrs)
        return data


def close_links(features: Any) -> None:
    """Put these in place of Wagtail's in its registry of what rich text may hold."""
    features.register_link_type(ReadableDocumentLink)
    rules = features.converter_rules_by_converter["contentstate"]
    reading = {'a[linktype="document"]': EditableDocumentLink("DOCUMENT")}
    rules["document-link"] = {**rules["document-link"], "from_database_format": reading}

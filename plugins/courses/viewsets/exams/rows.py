"""What the lists of exams in Wagtail's admin share."""

from typing import Any

from wagtail.admin.viewsets.model import ModelViewSet

from lms.exports import ExportIndexView


class RowViewSet(ModelViewSet):
    """Rows of exams in the admin."""

    empty_text: Any
    index_view_class: Any = ExportIndexView
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    add_to_admin_menu = False

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Name the list as the menu does, and add what it says when it is empty."""
        said = {"page_title": self.menu_label, "empty_text": self.empty_text}
        return super().get_index_view_kwargs(**said, **kwargs)

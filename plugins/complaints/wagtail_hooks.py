"""What complaints add to Wagtail's admin."""

from wagtail import hooks

from plugins.complaints.viewsets.rows import AreaViewSet, CategoryViewSet


@hooks.register("register_admin_viewset")
def viewsets() -> list[CategoryViewSet | AreaViewSet]:
    """Place the lists of kinds and areas."""
    return [
        CategoryViewSet("lms_complaints_categories", url_prefix="complaints/kinds"),
        AreaViewSet("lms_complaints_areas", url_prefix="complaints/areas"),
    ]

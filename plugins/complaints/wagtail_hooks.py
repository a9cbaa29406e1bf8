"""What complaints add to Wagtail's admin."""

from wagtail import hooks

from plugins.complaints.viewsets.rows import ComplaintsViewSetGroup


@hooks.register("register_admin_viewset")
def viewsets() -> ComplaintsViewSetGroup:
    """Place the lists of kinds and areas."""
    return ComplaintsViewSetGroup()

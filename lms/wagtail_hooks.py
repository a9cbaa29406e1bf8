"""What the host adds to Wagtail's admin."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail import hooks

from lms.viewsets import TeamViewSet


@hooks.register("register_admin_viewset")
def team_viewset() -> TeamViewSet:
    """Put teams under Settings."""
    return TeamViewSet("lms_teams")


@hooks.register("register_permissions")
def team_permissions() -> QuerySet[Permission]:
    """Let roles be given what concerns teams and staff."""
    return Permission.objects.filter(content_type__app_label="lms").exclude(
        content_type__model="user"
    )

"""What the host adds to Wagtail's admin."""

from collections.abc import Iterable

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail import hooks

from lms.viewsets import TeamViewSet


@hooks.register("register_admin_viewset")
def team_viewset() -> TeamViewSet:
    """Put teams under Settings."""
    return TeamViewSet("lms_teams")


@hooks.register("before_bulk_action")
def spare_superusers(
    request: HttpRequest, _action: str, objects: Iterable[object], _view: object
) -> None:
    """Let only superusers act on superusers, in bulk too."""
    touched = any(getattr(found, "is_superuser", False) for found in objects)
    if touched and not getattr(request.user, "is_superuser", False):
        raise PermissionDenied


@hooks.register("register_permissions")
def team_permissions() -> QuerySet[Permission]:
    """Let roles be given what concerns teams and staff."""
    return Permission.objects.filter(content_type__app_label="lms").exclude(
        content_type__model="user"
    )

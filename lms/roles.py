"""Roles are groups; what a role may do is declared by each app and granted once."""

from collections.abc import Mapping, Sequence

from django.apps import apps
from django.contrib.auth.models import Group, Permission

from lms.enums import Role

RolePermissions = Mapping[Role, Sequence[str]]


def role_group(role: Role) -> Group:
    """Return the role's group, made when it is missing."""
    return Group.objects.get_or_create(name=role.group_name)[0]


def grant_role_permissions(**_kwargs: object) -> None:
    """Give each role what the `role_permissions` of the apps declare for it.

    Runs after each migrate. A role that already holds a permission of an app is left
    alone there, so that what an administrator took away does not come back. A name
    that is not `app_label.codename` of an existing permission raises ValueError.
    """
    for role in Role:
        role_group(role)
    for app in apps.get_app_configs():
        declared: RolePermissions = getattr(app, "role_permissions", {})
        for role, names in declared.items():
            group = role_group(role)
            held = group.permissions.filter(content_type__app_label=app.label)
            if not held.exists():
                group.permissions.add(*map(_permission, names))


def _permission(name: str) -> Permission:
    app_label, _dot, codename = name.partition(".")
    try:
        return Permission.objects.get(
            content_type__app_label=app_label, codename=codename
        )
    except Permission.DoesNotExist:
        message = f"No permission {name!r} exists; a role was declared to have it."
        raise ValueError(message) from None

"""Roles are groups; what a role may do is declared by each app and granted once."""

from collections.abc import Mapping, Sequence

from django.apps import AppConfig, apps
from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from lms.enums import Role
from lms.models import RoleGrant
from lms.plugins.registry import contained, plugins

RolePermissions = Mapping[Role, Sequence[str]]


def role_group(role: Role) -> Group:
    """Return the role's group, made when it is missing."""
    return Group.objects.get_or_create(name=role.group_name)[0]


def grant_role_permissions(*, using: str = DEFAULT_DB_ALIAS, **_kwargs: object) -> None:
    """Give each role what the `role_permissions` of the apps declare for it.

    Runs after each migrate. Each permission is granted once and then remembered, so
    that what an administrator took away does not come back, and what is declared later
    is granted. A name that is not `app_label.codename` of an existing permission raises
    ValueError. Does nothing where the table of grants is gone: whoever migrates back to
    before it gets no new roles.
    """
    if RoleGrant._meta.db_table not in connections[using].introspection.table_names():
        return
    for role in Role:
        role_group(role)
    for app in apps.get_app_configs():
        if app.label not in plugins:
            _grant_declared(app)
        elif Permission.objects.filter(content_type__app_label=app.label).exists():
            with contained(app.label, "Its permissions cannot be granted"):
                _grant_declared(app)


def _grant_declared(app: AppConfig) -> None:
    declared: RolePermissions = getattr(app, "role_permissions", {})
    for role, names in declared.items():
        _grant_once(role_group(role), [*map(_permission, names)])


def _grant_once(group: Group, permissions: Sequence[Permission]) -> None:
    granted = set(group.role_grants.values_list("permission_id", flat=True))
    new = {p.pk: p for p in permissions if p.pk not in granted}
    with transaction.atomic():
        group.permissions.add(*new.values())
        RoleGrant.objects.bulk_create(
            [
                RoleGrant(group=group, permission=permission)
                for permission in new.values()
            ]
        )


def _permission(name: str) -> Permission:
    app_label, _dot, codename = name.partition(".")
    try:
        return Permission.objects.get(
            content_type__app_label=app_label, codename=codename
        )
    except Permission.DoesNotExist:
        message = f"No permission {name!r} exists; a role was declared to have it."
        raise ValueError(message) from None

"""How far somebody's say over others goes: never above the own role."""

from typing import Any

from django.contrib.auth.models import Group

from lms.enums import Role
from lms.people.facts import ROLES, roles_of

_RANKS = {role: rank for rank, role in enumerate(Role)}
"""The roles stand in the order of what they may do."""


class Ceiling:
    """What one person may give to, take from and change about others.

    `user` is None for a command, whose caller may do everything already.
    """

    def __init__(self, user: Any) -> None:
        self.user = user
        self._is_free = user is None or user.is_superuser
        roles = set() if self._is_free else roles_of(user)
        self._rank = max((_RANKS[role] for role in roles), default=0)

    def may_change(self, person: Any) -> bool:
        """Tell whether the person stands no higher; only superusers touch superusers."""
        if self._is_free:
            return True
        ranks = [_RANKS[role] for role in roles_of(person)]
        return not person.is_superuser and max(ranks, default=0) <= self._rank

    def may_give(self, role: Role) -> bool:
        """Tell whether the role may be given or taken; the highest by superusers alone."""
        if self._is_free:
            return True
        return role is not Role.PLUGIN_ADMIN and _RANKS[role] <= self._rank

    def may_give_group(self, group: Group) -> bool:
        """Tell whether a group may be given or taken: one of no role by its rights."""
        role = ROLES.get(group.name)
        if role is not None or self._is_free:
            return role is None or self.may_give(role)
        names = group.permissions.values_list("content_type__app_label", "codename")
        return bool(self.user.has_perms([".".join(name) for name in names]))

    def may_add_teams(self) -> bool:
        """Tell whether missing teams may be added."""
        return self.user is None or bool(self.user.has_perm("lms.add_team"))


def may_import(user: Any) -> bool:
    """Tell whether somebody looks after people."""
    meta = user._meta if hasattr(user, "_meta") else None
    if meta is None:
        return False
    needed = [
        f"{meta.app_label}.{verb}_{meta.model_name}" for verb in ("add", "change")
    ]
    return bool(user.has_perms(needed))

"""What Wagtail's log does not hold of itself: sign-ins, and what roles people get."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter, log

SIGNED_IN = "lms.sign_in"
ACCESS_CHANGED = "lms.access"
ANONYMISED = "lms.anonymise"
IMPORTED = "lms.import_people"
IMPORT_UNDONE = "lms.undo_import_of_people"


def connect() -> None:
    """Log sign-ins; safe to repeat."""
    user_logged_in.connect(_signed_in, dispatch_uid="lms.signed_in")


def _signed_in(*, user: Any, **_kwargs: object) -> None:
    log(instance=user, action=SIGNED_IN, user=user)


def access_of(user: Any) -> dict[str, Any]:
    """Return what decides on what somebody may do."""
    return {
        "roles": sorted(user.groups.values_list("name", flat=True)),
        "is_superuser": user.is_superuser,
        "is_active": user.is_active,
    }


def log_access(*, person: Any, before: Mapping[str, Any], user: Any) -> None:
    """Log how somebody's access has changed, if it has."""
    after = access_of(person)
    if after != before:
        data = {"before": dict(before), "after": after}
        log(instance=person, action=ACCESS_CHANGED, user=user, data=data)


def register_actions(actions: LogActionRegistry) -> None:
    """Say in people's words what was logged."""
    said = gettext_lazy("Sign in"), gettext_lazy("Signed in")
    actions.register_action(SIGNED_IN, *said)
    hidden = gettext_lazy("Make anonymous"), gettext_lazy("Made anonymous")
    actions.register_action(ANONYMISED, *hidden)
    imported = gettext_lazy("Import people"), gettext_lazy("Imported people")
    actions.register_action(IMPORTED, *imported)
    undone = gettext_lazy("Undo an import"), gettext_lazy("Undid an import of people")
    actions.register_action(IMPORT_UNDONE, *undone)

    @actions.register_action(ACCESS_CHANGED)
    class AccessFormatter(LogFormatter):
        label = gettext_lazy("Change roles")

        def format_message(self, log_entry: Any) -> str:
            said = {when: _in_words(log_entry.data[when]) for when in log_entry.data}
            return _("Roles: from “%(before)s” to “%(after)s”.") % said


def _in_words(access: Mapping[str, Any]) -> str:
    words = [*access["roles"]]
    words += [_("superuser")] if access["is_superuser"] else []
    words += [] if access["is_active"] else [_("may not sign in")]
    return ", ".join(words) or "—"


def viewable_types(user: Any) -> set[int]:
    """Return the keys of the types of which `user` may see what was done to them.

    Wagtail works them out from one of its two tables of the log and takes them for both.
    """
    permissions = Permission.objects.select_related("content_type")
    return {
        each.content_type_id
        for each in permissions
        if user.has_perm(f"{each.content_type.app_label}.{each.codename}")
    }

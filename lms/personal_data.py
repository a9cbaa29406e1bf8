"""What is held about a person: handed out as a file, and forgotten with the name."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import EmailField
from wagtail.log_actions import log, registry
from wagtail.users.models import UserProfile

from lms.audit import ANONYMISED
from lms.extension_points import ExtensionPoint
from lms.models import (
    Notification,
    NotificationChoice,
    OutgoingMail,
    SearchWish,
    StaffProfile,
)
from lms.notifications import is_here

DAYS_KEPT = 180
Rows = Sequence[Mapping[str, Any]]


class StillHereError(Exception):
    """Somebody who still signs in is not made anonymous."""


def _nothing(_person: Any) -> None:
    """Forget nothing."""


@dataclass(frozen=True)
class PersonalData:
    """What an app holds about people."""

    collect: Callable[[Any], Rows]
    """Person to rows that JSON can hold, dates and keys as they are."""
    forget: Callable[[Any], None] = _nothing
    """Deletes what nobody needs once the person is anonymous."""


personal_data = ExtensionPoint("personal_data", PersonalData)
"""Kinds of data about people: each person may have them as a file."""


def data_of(person: Any) -> dict[str, Rows]:
    """Return everything that is held about somebody, by the key of its kind."""
    return {each.key: each.item.collect(person) for each in personal_data.enabled()}


@transaction.atomic
def anonymise(*, person: Any, user: Any, now: datetime) -> str:
    """Take name, address and number from somebody who has left; return the pseudonym.

    What the person wrote and contributed stays under the pseudonym, and nobody signs in
    with it again. Safe to repeat. Raises PermissionDenied for oneself, and for a
    superuser unless `user` is one; StillHereError for somebody who may still sign in.
    `user` is None for a command.
    """
    if user is not None and (user.pk == person.pk or _is_above(person, user)):
        raise PermissionDenied
    if is_here(person, now):
        raise StillHereError
    _forget_rows(person)
    pseudonym = _rename(person)
    StaffProfile.objects.filter(user=person).update(staff_number=None, job="")
    for each in personal_data.enabled():
        each.item.forget(person)
    registry.get_logs_for_instance(person).update(label=pseudonym)
    log(instance=person, action=ANONYMISED, user=user)
    return pseudonym


def _is_above(person: Any, user: Any) -> bool:
    return bool(person.is_superuser and not user.is_superuser)


def _rename(person: Any) -> str:
    """Give the person a name that says nothing, and no way in."""
    meta = type(person)._meta
    pseudonym = f"leaver-{secrets.token_hex(4)}"
    for field in meta.concrete_fields:
        if field.name in {"first_name", "last_name", "email"}:
            setattr(person, field.name, "")
    name = meta.get_field(person.USERNAME_FIELD)
    is_address = isinstance(name, EmailField)
    setattr(person, name.name, f"{pseudonym}@invalid" if is_address else pseudonym)
    person.is_active = person.is_superuser = False
    person.last_login = None
    person.set_unusable_password()
    person.save()
    person.groups.clear()
    person.user_permissions.clear()
    return pseudonym


def _forget_rows(person: Any) -> None:
    Notification.objects.filter(recipient=person).delete()
    OutgoingMail.objects.filter(recipient=person).delete()
    NotificationChoice.objects.filter(user=person).delete()
    UserProfile.objects.filter(user=person).delete()
    if apps.is_installed("axes"):
        for model in ("AccessAttempt", "AccessFailureLog", "AccessLog"):
            rows = apps.get_model("axes", model)._default_manager
            rows.filter(username=person.get_username()).delete()


def logs_kept() -> timedelta:
    """Return for how long it is known who searched and used what."""
    return timedelta(days=getattr(settings, "LMS_LOGS_KEPT_DAYS", DAYS_KEPT))


def forget_who_searched(*, before: datetime) -> int:
    """Forget who looked for what before that; what was looked for stays."""
    wishes = SearchWish.objects.filter(created_at__lt=before).exclude(user=None)
    return wishes.update(user=None)


def rows_of(queryset: Any, *names: str) -> Rows:
    """Return the rows of a query with these fields, the oldest first."""
    return [*queryset.order_by("pk").values(*names)]

"""What people are told: in the site, by mail at once, or once a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.enums import NotificationChannel
from lms.events.kinds import Event
from lms.extension_points import Extension
from lms.extensions import NotificationType, notification_types
from lms.models import Notification, NotificationChoice, OutgoingMail
from lms.models.notifications import chosen_channel
from lms.policies import may_read
from lms.targets import Target, load_all

ADMIN = "wagtailadmin.access_admin"


@dataclass(frozen=True)
class Shown:
    """A notification as its recipient reads it."""

    notification: Notification
    label: str
    text: str
    url: str


@transaction.atomic
def notify(
    *,
    kind: str,
    recipient: Any,
    target: Target,
    key: str,
    now: datetime,
    parameters: Mapping[str, Any] | None = None,
) -> Notification | None:
    """Tell somebody something, in the way the person has chosen; once for each key.

    Returns None, and tells nothing, when the person wants to hear nothing of the kind,
    may not read what it is about, has left, or was told before. A mail is queued in
    the same transaction. Raises KeyError for a kind that nobody has registered.
    """
    found = notification_types.get(kind)
    if found is None:
        raise KeyError(kind)
    channel = chosen_channel(recipient, kind, found.default)
    about = target.load()
    is_open = about is not None and _is_open(found, about, recipient)
    if channel == NotificationChannel.NONE or not (is_open and is_here(recipient, now)):
        return None
    notification, is_new = Notification.objects.get_or_create(
        key=f"{key}:{recipient.pk}",
        defaults={
            "kind": kind,
            "recipient": recipient,
            "parameters": dict(parameters or {}),
            "target_model": target.model,
            "target_key": target.key,
            "created_at": now,
            "waits_for_digest": channel == NotificationChannel.DIGEST,
        },
    )
    if is_new and channel == NotificationChannel.MAIL:
        _queue_mail(notification)
    return notification if is_new else None


def notify_of(event: Event, recipients: Iterable[Any], **parameters: Any) -> None:
    """Tell people what has happened; load their `staff_profile` beside them."""
    for recipient in recipients:
        notify(
            kind=event.name,
            recipient=recipient,
            target=event.target,
            key=event.key,
            now=event.occurred_at,
            parameters=parameters,
        )


def people_of(*keys: int | None) -> Any:
    """Return the people with these keys, as `notify_of` takes them; None is nobody."""
    wanted = [key for key in keys if key is not None]
    people = get_user_model()._default_manager.filter(pk__in=wanted)
    return people.select_related("staff_profile")


def holders_of(right: str) -> Any:
    """Return those who have a right by role, as `notify_of` takes them."""
    people = ModelBackend().with_perm(right, include_superusers=False)
    return people.select_related("staff_profile")


def _queue_mail(notification: Notification) -> None:
    notification.mail = OutgoingMail.objects.create(
        key=f"notification:{notification.pk}",
        recipient=notification.recipient,
        created_at=notification.created_at,
    )
    notification.save(update_fields=["mail"])


def shown(notifications: Iterable[Notification], user: Any) -> list[Shown]:
    """Return what `user` reads; of what is closed now neither title nor address.

    One query for each kind of thing they are about.
    """
    rows = list(notifications)
    there = load_all({_target(row) for row in rows})
    return [_shown(row, there.get(_target(row)), user) for row in rows]


def _shown(row: Notification, about: Any, user: Any) -> Shown:
    found = _extension(row.kind)
    if found is None:
        return Shown(row, "", _("From a part of this site that is switched off."), "")
    label = str(found.item.label)
    hidden = Shown(row, label, _("No longer open to you"), "")
    if about is None or not _is_open(found.item, about, user):
        return hidden

    def describe(item: NotificationType) -> Shown:
        text = item.describe(row.parameters, _title(about))
        return Shown(row, label, text, item.address(about, row.parameters, user))

    return notification_types.guarded(found, describe, otherwise=hidden)


def _extension(kind: str) -> Extension[NotificationType] | None:
    return next((e for e in notification_types.enabled() if e.key == kind), None)


def _target(row: Notification) -> Target:
    return Target(row.target_model, row.target_key)


def _title(about: Any) -> str:
    return str(getattr(about, "title", "") or about)


def _is_open(found: NotificationType, about: Any, user: Any) -> bool:
    is_there = getattr(about, "live", True) or found.shows_drafts
    return bool(is_there and may_read(user, about))


def is_here(person: Any, now: datetime) -> bool:
    """Tell whether somebody is still one of those who sign in."""
    profile = getattr(person, "staff_profile", None)
    has_left = profile is not None and profile.has_left(timezone.localdate(now))
    return bool(person.is_active and not has_left)


def count_unread(user: Any) -> int:
    """Return how many a person has not read; the session's query has brought it."""
    known = getattr(user, "unread_notifications", None)
    return Notification.objects.of(user).unread().count() if known is None else known


def mark_read(*, user: Any, now: datetime, key: int | None = None) -> int:
    """Mark one of the person's notifications read, or all; return how many were not."""
    rows = Notification.objects.of(user).unread()
    return (rows if key is None else rows.filter(pk=key)).update(read_at=now)


def settle(*, kind: str, key: str, now: datetime) -> int:
    """Mark read what several people were told when one of them has taken care of it.

    `key` is the one under which `notify` told them. No daily summary names it any more.
    Returns how many had not read it.
    """
    rows = Notification.objects.unread().filter(kind=kind, key__startswith=f"{key}:")
    return rows.update(read_at=now)


def nothing_waits(name: type[Event], key: object, *, now: datetime) -> None:
    """Let nobody read any more that something waits: it has gone on.

    `key` is the one under which it was told, as of `lms.events.tell`.
    """
    settle(kind=name.name, key=f"{name.name}:{key}", now=now)


def choices_of(user: Any) -> Sequence[tuple[Extension[NotificationType], str]]:
    """Return each kind, and how the person hears of it."""
    rows = NotificationChoice.objects.filter(user=user)
    chosen = dict(rows.values_list("kind", "channel"))
    return [
        (each, chosen.get(each.key, each.item.default))
        for each in notification_types.enabled()
    ]


@transaction.atomic
def choose(*, user: Any, channels: Mapping[str, str]) -> None:
    """Keep how a person wants to hear of some kinds."""
    for kind, channel in channels.items():
        NotificationChoice.objects.update_or_create(
            user=user, kind=kind, defaults={"channel": channel}
        )


def language_of(user: Any) -> str:
    """Return the language in which the person reads."""
    profile = getattr(user, "wagtail_userprofile", None)
    return getattr(profile, "preferred_language", "") or settings.LANGUAGE_CODE


def zone_of(user: Any) -> str:
    """Return the name of the person's time zone."""
    profile = getattr(user, "wagtail_userprofile", None)
    return getattr(profile, "current_time_zone", "") or settings.TIME_ZONE

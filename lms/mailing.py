"""Mails with notifications: sent when `run_due` comes by, until they have gone out."""

import hashlib
import traceback
import zoneinfo
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.log_actions import log

from lms.models import MailState, Notification, OutgoingMail
from lms.notifications import is_here, language_of, shown, zone_of
from lms.retries import MOST_ATTEMPTS, is_due

CHANGE = "lms.change_outgoingmail"
DIGEST_HOUR = 8
"""From this hour on, where the person is, the summary of a day is made."""
LEASE = timedelta(minutes=5)
"""For so long a process that was killed while sending keeps others from the mail."""
PATIENCE = 3
"""After so many failures in a row the mail server is left alone until the next run."""
TIMEOUT = 20
MOST_AT_ONCE = 500
MOST_IN_ONE = 50


def queue_digests(*, now: datetime) -> int:
    """Queue one mail for each person whose day has begun; return how many."""
    waiting = Notification.objects.filter(waits_for_digest=True).order_by()
    people = get_user_model()._default_manager.select_related("wagtail_userprofile")
    keys = waiting.values("recipient").distinct()
    return sum(_queue_digest(person, now) for person in people.filter(pk__in=keys))


@transaction.atomic
def _queue_digest(person: Any, now: datetime) -> bool:
    local = now.astimezone(_zone(person))
    if local.hour < DIGEST_HOUR:
        return False
    mail, is_new = OutgoingMail.objects.get_or_create(
        key=f"digest:{person.pk}:{local.date()}",
        defaults={"recipient": person, "created_at": now, "is_digest": True},
    )
    if not is_new:
        return False  # what came since waits for tomorrow
    waiting = Notification.objects.of(person).filter(waits_for_digest=True)
    if not waiting.unread().update(mail=mail, waits_for_digest=False):
        mail.delete()  # all were read in the site
    waiting.update(waits_for_digest=False)
    return mail.pk is not None


def send_mails(*, clock: Callable[[], datetime]) -> tuple[int, int]:
    """Send what waits; return how many went out, and how many did not.

    Nothing is locked while the mail server is spoken to. A process that is killed
    between sending and noting that sends once more, under the same Message-ID.
    """
    sent = failed = in_a_row = 0
    connection = get_connection(timeout=TIMEOUT)
    for mail in _waiting(clock()):
        if not _claim(mail, clock()):
            continue
        if _send(mail, connection, clock):
            sent, in_a_row = sent + 1, 0
        else:
            failed, in_a_row = failed + 1, in_a_row + 1
        if in_a_row >= PATIENCE:
            break
    connection.close()
    return sent, failed


def _waiting(now: datetime) -> list[OutgoingMail]:
    rows = OutgoingMail.objects.filter(state=MailState.WAITING).order_by("pk")
    rows = rows.select_related(
        "recipient__wagtail_userprofile", "recipient__staff_profile"
    )
    due = (row for row in rows.iterator() if is_due(row.attempts, row.failed_at, now))
    return [row for row, _place in zip(due, range(MOST_AT_ONCE), strict=False)]


def _claim(mail: OutgoingMail, now: datetime) -> bool:
    is_free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    row = OutgoingMail.objects.filter(is_free, pk=mail.pk, state=MailState.WAITING)
    row = row.filter(attempts=mail.attempts)  # nobody has tried meanwhile
    return bool(row.update(claimed_until=now + LEASE, attempts=F("attempts") + 1))


def _send(mail: OutgoingMail, connection: Any, clock: Callable[[], datetime]) -> bool:
    """Send one mail and note what became of it."""
    mail.attempts += 1
    try:
        message = _message(mail, connection, clock())
        if message is not None:
            message.send()
    except Exception:  # noqa: BLE001 (whatever a mail server answers)
        mail.error, mail.failed_at = traceback.format_exc(), clock()
        is_last = mail.attempts >= MOST_ATTEMPTS
        mail.state = MailState.DEAD if is_last else MailState.WAITING
    else:
        mail.state = MailState.SENT if message is not None else MailState.LET_GO
        mail.sent_at = clock() if message is not None else None
    mail.claimed_until = None
    mail.save()
    return mail.state in {MailState.SENT, MailState.LET_GO}


def _message(mail: OutgoingMail, connection: Any, now: datetime) -> EmailMessage | None:
    """Return the mail in the person's words; None if nobody is there to read it."""
    person = mail.recipient
    if not (person.email and is_here(person, now)):
        return None
    with translation.override(language_of(person)), timezone.override(_zone(person)):
        rows = shown(mail.notifications.all()[:MOST_IN_ONE], person)
        text = render_to_string("lms/mail/notifications.txt", _context(mail, rows))
    subject, _blank, body = text.strip().partition("\n")
    headers = {"Message-ID": _message_id(mail), "Auto-Submitted": "auto-generated"}
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=body.lstrip(),
        to=[person.email],
        headers=headers,
        connection=connection,
    )


def _context(mail: OutgoingMail, rows: list[Any]) -> dict[str, Any]:
    base = settings.WAGTAILADMIN_BASE_URL
    return {
        "person": mail.recipient,
        "mail": mail,
        "rows": [(row, urljoin(base, row.url) if row.url else "") for row in rows],
        "all_url": urljoin(base, reverse("lms:notifications")),
        "preferences_url": urljoin(base, reverse("lms:preferences")),
    }


def _message_id(mail: OutgoingMail) -> str:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{hashlib.sha256(mail.key.encode()).hexdigest()[:32]}@{domain}>"


def _zone(person: Any) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(zone_of(person))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)


@transaction.atomic
def settle_mail(*, mail: OutgoingMail, user: Any, sends_again: bool) -> None:
    """Have a mail that was given up sent after all, or let it go; safe to repeat.

    Raises PermissionDenied for somebody who may not.
    """
    if not user.has_perm(CHANGE):
        raise PermissionDenied
    rows = OutgoingMail.objects.select_for_update(no_key=True)
    kept = rows.filter(pk=mail.pk, state=MailState.DEAD).first()
    if kept is None:
        return
    kept.state = MailState.WAITING if sends_again else MailState.LET_GO
    kept.attempts, kept.failed_at = 0, None
    kept.save()
    log(instance=kept, action="wagtail.edit", user=user)


def forget_mails(*, before: datetime) -> int:
    """Delete what went out, or was let go, and was queued before that; return how many."""
    done = OutgoingMail.objects.filter(state__in=[MailState.SENT, MailState.LET_GO])
    return done.filter(created_at__lt=before).delete()[1].get("lms.OutgoingMail", 0)


def forget_notifications(*, before: datetime) -> int:
    """Delete what was read before that; return how many."""
    return Notification.objects.filter(read_at__lt=before).delete()[0]

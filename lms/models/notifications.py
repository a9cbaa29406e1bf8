"""What people are told, and the mails that go out."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.access import Reader
from lms.enums import NotificationChannel
from lms.models.events import LONGEST_KEY, LONGEST_NAME


class MailState(models.TextChoices):
    """What became of a mail."""

    WAITING = "waiting", _("Waits")
    SENT = "sent", _("Sent")
    DEAD = "dead", _("Given up")
    LET_GO = "let_go", _("Let go")


class OutgoingMail(models.Model):
    """A mail with notifications of one person, sent by `run_due`.

    Its text is made when it is sent: of what the person may read then.
    """

    key = models.CharField(max_length=LONGEST_KEY, unique=True)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("to"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    is_digest = models.BooleanField(_("daily summary"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=MailState, default=MailState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    failed_at = models.DateTimeField(_("failed"), null=True)
    error = models.TextField(_("error"), blank=True)
    claimed_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("queued"))
    sent_at = models.DateTimeField(_("sent"), null=True)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        ordering = ["-created_at", "-pk"]
        default_permissions = ("view", "change")
        indexes = [
            models.Index(
                fields=["id"], condition=Q(state="waiting"), name="lms_mail_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def last_line(self) -> str:
        """What the error says at its end."""
        return self.error.strip().rpartition("\n")[2][:200]


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Notifications."""

    def of(self, user: Reader) -> Self:
        """Return those of one person, the newest first."""
        return self.filter(recipient=user.pk if user else None)

    def unread(self) -> Self:
        """Return those that were not read."""
        return self.filter(read_at=None)


class Notification(models.Model):
    """Something that one person is told: parameters, of which a sentence is made."""

    key = models.CharField(max_length=LONGEST_KEY, unique=True)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,  # the index below begins with it
    )
    kind = models.CharField(max_length=LONGEST_NAME)
    parameters = models.JSONField(default=dict)
    target_model = models.CharField(max_length=LONGEST_NAME)
    target_key = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    waits_for_digest = models.BooleanField(default=False)
    mail = models.ForeignKey(
        OutgoingMail, null=True, on_delete=models.SET_NULL, related_name="notifications"
    )

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["recipient", "-created_at", "-id"], name="lms_notification_list"
            ),
            models.Index(
                fields=["recipient"],
                condition=Q(read_at=None),
                name="lms_notification_unread",
            ),
            models.Index(
                fields=["kind"],
                condition=Q(read_at=None),
                name="lms_notification_unread_kind",
            ),
            models.Index(
                fields=["recipient"],
                condition=Q(waits_for_digest=True),
                name="lms_notification_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target_model} {self.target_key}"

    def read(self, now: datetime) -> None:
        """Mark it read; it stays read from the first time."""
        if self.read_at is None:
            self.read_at = now
            self.save(update_fields=["read_at"])


class NotificationChoice(models.Model):
    """How a person wants to hear of a kind; without one its own default holds."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=LONGEST_NAME)
    channel = models.CharField(max_length=10, choices=NotificationChannel)

    class Meta:
        verbose_name = _("choice of notifications")
        verbose_name_plural = _("choices of notifications")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"], name="lms_notificationchoice_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.channel}"


def chosen_channel(user: Any, kind: str, default: str) -> str:
    """Return how the person wants to hear of a kind."""
    chosen = NotificationChoice.objects.filter(user=user, kind=kind)
    return chosen.values_list("channel", flat=True).first() or default

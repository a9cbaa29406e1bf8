"""What has happened, and how far each listener has come."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lms.retries import is_due

LONGEST_KEY = 200
LONGEST_NAME = 150


class PublishedEventQuerySet(AppendOnlyQuerySet["PublishedEvent"]):
    """Events, to be read."""

    def unnumbered(self) -> Self:
        """Return those that no dispatcher has seen yet."""
        return self.filter(position=None).order_by("pk")

    def after(self, position: int) -> Self:
        """Return those numbered higher, in order."""
        return self.filter(position__gt=position).order_by("position")

    def since(self, moment: datetime | None) -> Self:
        """Return those published at `moment` or later; None returns all."""
        return self if moment is None else self.filter(published_at__gte=moment)


class PublishedEvent(AppendOnlyModel):
    """One thing that has happened: written once, by `lms.events.publish`.

    `position` is the order in which dispatchers see it. It is given after the commit,
    under a lock: keys are handed out before, and a lower one may be committed later
    than a higher one. Triggers in the database refuse any other change, but for the
    actor, who is forgotten when the person is deleted.
    """

    key = models.CharField(max_length=LONGEST_KEY, unique=True)
    kind = models.CharField(_("kind"), max_length=LONGEST_NAME)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    target_model = models.CharField(max_length=LONGEST_NAME)
    target_key = models.CharField(max_length=64)
    payload = models.JSONField()
    content_hash = models.CharField(max_length=64)
    occurred_at = models.DateTimeField(_("happened"))
    published_at = models.DateTimeField(auto_now_add=True)
    position = models.BigIntegerField(null=True, unique=True)

    objects = PublishedEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        default_permissions = ()
        indexes = [
            models.Index(fields=["kind", "position"], name="lms_event_of_kind"),
            models.Index(
                fields=["id"],
                condition=models.Q(position=None),
                name="lms_event_unnumbered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target_model} {self.target_key}"


class EventCursor(models.Model):
    """How far a listener has come, and how often the next event has failed.

    The row named NUMBERING holds the highest position that was given.
    """

    NUMBERING = ""

    listener = models.CharField(max_length=LONGEST_NAME, unique=True)
    position = models.BigIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("listener's place")
        verbose_name_plural = _("listeners' places")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.listener}: {self.position}"

    def is_due(self, now: datetime) -> bool:
        """Tell whether the next event may be tried."""
        return is_due(self.attempts, self.failed_at, now)

    def move_to(self, position: int) -> None:
        """Go on after this position, with nothing failed."""
        self.position, self.attempts, self.failed_at = position, 0, None
        self.save()


class LetterState(models.TextChoices):
    """What became of an event that a listener could not take."""

    WAITING = "waiting", _("Waits for somebody")
    HANDLED = "handled", _("Handled after all")
    LET_GO = "let_go", _("Let go")


class DeadLetter(models.Model):
    """An event that a listener failed on too often; the listener has gone on."""

    listener = models.CharField(_("listener"), max_length=LONGEST_NAME)
    event = models.ForeignKey(
        PublishedEvent,
        verbose_name=_("event"),
        on_delete=models.PROTECT,
        related_name="dead_letters",
    )
    error = models.TextField(_("error"))
    attempts = models.PositiveSmallIntegerField(_("attempts"))
    failed_at = models.DateTimeField(_("failed"))
    state = models.CharField(
        _("state"), max_length=10, choices=LetterState, default=LetterState.WAITING
    )
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("settled by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    settled_at = models.DateTimeField(_("settled"), null=True)

    class Meta:
        verbose_name = _("dead letter")
        verbose_name_plural = _("dead letters")
        ordering = ["-failed_at", "-pk"]
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(
                fields=["listener", "event"], name="lms_deadletter_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.listener}: {self.event}"

    @property
    def kind(self) -> str:
        """The kind of event."""
        return self.event.kind

    @property
    def last_line(self) -> str:
        """What the error says at its end."""
        return self.error.strip().rpartition("\n")[2][:200]

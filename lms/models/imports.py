"""Batches of people from a table: what each row did, so that it can be undone."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.models.people import Team


class RowKind(models.TextChoices):
    """What a row of a table does."""

    ADDED = "added", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    REFUSED = "refused", _("Refused")
    TEAM = "team", _("New team")


class Invitation(models.TextChoices):
    """What became of the mail by which somebody chooses the first password."""

    NONE = "", _("Not asked for")
    WAITING = "waiting", _("Waits to be sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be delivered")
    NO_ADDRESS = "no_address", _("No address")


class Undoing(models.TextChoices):
    """What an undo did to a row."""

    NONE = "", _("Not undone")
    RESTORED = "restored", _("Restored")
    REMOVED = "removed", _("Removed")
    LEFT = "left", _("Left as it is")


class PeopleImport(models.Model):
    """A table of people: looked at first, then carried out, perhaps undone."""

    file_name = models.CharField(_("file"), max_length=255)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("imported by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("uploaded"))
    content = models.JSONField(default=dict, blank=True, editable=False)
    """The rows until they are carried out, then nothing."""
    applied_at = models.DateTimeField(_("carried out"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("undone by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("import of people")
        verbose_name_plural = _("imports of people")
        ordering = ["-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.file_name

    @property
    def numbers(self) -> dict[str, int]:
        """How many rows of each kind there are."""
        counted = self.outcomes.order_by().values_list("kind")
        return dict(counted.annotate(number=models.Count("pk")))


class ImportedRow(models.Model):
    """What a row did: facts before and after, or why it was refused."""

    batch = models.ForeignKey(
        PeopleImport, on_delete=models.CASCADE, related_name="outcomes"
    )
    number = models.PositiveIntegerField(_("row"))
    kind = models.CharField(_("result"), max_length=10, choices=RowKind)
    staff_number = models.CharField(_("staff number"), max_length=40, blank=True)
    label = models.CharField(_("name"), max_length=1_000, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    team = models.ForeignKey(
        Team,
        verbose_name=_("team"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    changes = models.JSONField(default=dict, blank=True)
    """Each fact that changed: what it was, what it became."""
    reason = models.TextField(_("reason"), blank=True)
    invitation = models.CharField(
        _("invitation"), max_length=10, choices=Invitation, blank=True
    )
    undoing = models.CharField(_("undoing"), max_length=10, choices=Undoing, blank=True)
    left_because = models.TextField(_("left because"), blank=True)

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        ordering = ["batch", "number", "pk"]
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["invitation"],
                name="lms_importedrow_waiting",
                condition=models.Q(invitation="waiting"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.label}"

    def save(self, **kwargs: Any) -> None:
        """Save; what is too long to be shown is cut."""
        self.staff_number, self.label = self.staff_number[:40], self.label[:1_000]
        super().save(**kwargs)

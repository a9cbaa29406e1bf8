"""Versions that nobody writes over, and what was noted beside each."""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import registry as log_registry

PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")
"""What the log says when a version goes live."""
LONGEST_NOTE = 300


class VersionNote(models.Model):
    """In a sentence, what somebody changed in a version and why.

    Apart from the version, or the next one would begin with the note of the last.
    """

    revision = models.OneToOneField(
        "wagtailcore.Revision", on_delete=models.CASCADE, related_name="version_note"
    )
    text = models.CharField(_("what changed"), max_length=LONGEST_NOTE)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("note of a version")
        verbose_name_plural = _("notes of versions")
        default_permissions = ()

    def __str__(self) -> str:
        return self.text


class KeptVersionsMixin(models.Model):
    """Stands before what brings `save_revision`."""

    change_note: str | None = None
    """What is noted beside the version that is saved next; None leaves it as it is."""

    class Meta:
        abstract = True

    @property
    def draft_note(self) -> str:
        """The note of the draft; a text without a draft has none yet."""
        if self.pk is None or not self.has_unpublished_changes:  # type: ignore[attr-defined] # a draft's
            return ""
        notes = VersionNote.objects.filter(revision=self.latest_revision_id)  # type: ignore[attr-defined] # a draft's
        return notes.values_list("text", flat=True).first() or ""

    @transaction.atomic
    def save_revision(
        self,
        user: Any = None,
        *args: Any,
        overwrite_revision: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Save a version; a new one where the last must stay as it is.

        Saving while somebody writes goes over the last version, else each pause would
        make one. But what went live, was handed in for approval or is scheduled is what
        the history and the approval speak of.
        """
        if overwrite_revision is not None and self._must_stay(overwrite_revision, user):
            overwrite_revision = None
        revision = super().save_revision(  # type: ignore[misc] # Wagtail's
            user, *args, overwrite_revision=overwrite_revision, **kwargs
        )
        self._keep_note(revision)
        return revision

    def _must_stay(self, revision: Any, user: Any) -> bool:
        if revision.pk != self.latest_revision_id or revision.user != user:  # type: ignore[attr-defined] # a draft's
            return False  # Wagtail refuses it
        rows: Any = type(self)._default_manager.filter(pk=self.pk)
        live = rows.filter(live_revision=revision)
        logs = log_registry.get_logs_for_instance(self)
        return (
            revision.approved_go_live_at is not None
            or live.exists()
            or revision.task_states.exists()
            or logs.filter(action__in=PUBLISHED, revision=revision).exists()
        )

    def _keep_note(self, revision: Any) -> None:
        if self.change_note is None:
            return
        notes = VersionNote.objects
        if note := self.change_note.strip()[:LONGEST_NOTE]:
            notes.update_or_create(revision=revision, defaults={"text": note})
        else:
            notes.filter(revision=revision).delete()

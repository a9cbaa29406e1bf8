"""Deleting versions that nobody will ask for."""

from datetime import datetime

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.deletion import ProtectedError
from wagtail.log_actions import registry as log_registry
from wagtail.models import DraftStateMixin, Revision, RevisionMixin, TaskState
from wagtail.models import WorkflowState as State

from knowledge_base.models.kept import PUBLISHED

_WAITING = (State.STATUS_IN_PROGRESS, State.STATUS_NEEDS_CHANGES)


def purgeable_versions() -> "QuerySet[Revision]":
    """Return drafts that later ones took the place of.

    Kept is what is live, latest or scheduled, what was live once, what was approved, and
    what waits for approval.
    """
    here = OuterRef("pk")
    approvals = TaskState.objects.filter(revision=here).filter(
        Q(status=TaskState.STATUS_APPROVED) | Q(workflow_state__status__in=_WAITING)
    )
    needed = Q(Exists(approvals))
    for log in log_registry.get_log_entry_models():
        needed |= Exists(log.objects.filter(revision=here, action__in=PUBLISHED))
    for model in apps.get_models():
        if issubclass(model, RevisionMixin):
            needed |= Exists(model._default_manager.filter(latest_revision=here))
        if issubclass(model, DraftStateMixin):
            needed |= Exists(model._default_manager.filter(live_revision=here))
    return Revision.objects.filter(approved_go_live_at=None).exclude(needed)


def purge_versions(
    versions: "QuerySet[Revision]", *, before: datetime | None = None
) -> tuple[int, int]:
    """Delete these versions; return how many went, and how many something protects."""
    if before is not None:
        versions = versions.filter(created_at__lt=before)
    deleted = protected = 0
    for version in versions.defer("content").iterator():
        if version.is_latest_revision():
            continue
        try:
            version.delete()
            deleted += 1
        except ProtectedError:
            protected += 1
    return deleted, protected

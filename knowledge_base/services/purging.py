"""Deleting versions that nobody will ask for."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.deletion import ProtectedError
from wagtail.log_actions import registry as log_registry
from wagtail.models import Revision, TaskState
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
    logs = log_registry.get_log_entry_models()
    needed = [
        Exists(approvals),
        *(
            Exists(log.objects.filter(revision=here, action__in=PUBLISHED))
            for log in logs
        ),
        *(
            Exists(field.model._default_manager.filter(**{field.name: here}))
            for field in _pointers()
        ),
    ]
    return Revision.objects.filter(approved_go_live_at=None).exclude(
        reduce(or_, map(Q, needed))
    )


def _pointers() -> list[Any]:
    """Return the fields that say which version of a row is the latest, or live."""
    return [
        field
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.name in {"latest_revision", "live_revision"}
        and field.related_model is Revision
    ]


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

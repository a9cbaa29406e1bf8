"""The published versions of an item: who wrote them, when, and what they say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F, Min, QuerySet
from wagtail.log_actions import registry as log_registry
from wagtail.models import Revision, TaskState

from knowledge_base.models import ArticlePage
from knowledge_base.models.kept import PUBLISHED
from knowledge_base.models.wording import Content, says_same

VERSIONS_PER_PAGE = 20


@dataclass
class Version:
    """A version that was published, and when for the first time."""

    number: int
    revision_id: int
    published_at: datetime
    note: str
    is_live: bool
    earlier_id: int | None = None
    writers: Sequence[Any] = ()
    publisher: Any = None
    approver: Any = None


def published(content: Any) -> QuerySet[Any, Any]:
    """Return rows of the versions that were published, the newest first."""
    logs = log_registry.get_logs_for_instance(content).filter(action__in=PUBLISHED)
    rows = logs.filter(revision__created_at__isnull=False).order_by()
    return (
        rows.values(
            "revision_id",
            written_at=F("revision__created_at"),
            note=F("revision__version_note__text"),
        )
        .annotate(published_at=Min("timestamp"), log_id=Min("pk"))
        .order_by("-published_at", "-log_id")
    )


def versions(content: Any, rows: Sequence[Any], *, first: int) -> list[Version]:
    """Return what is to be told of these rows, of which the newest has number `first`.

    A row more than are asked for tells since when the last of them was written.
    """
    people = _People()
    publishers = _publishers(content, rows)
    approvers = _approvers(rows)
    writers = _writers(content, rows)
    found = [
        Version(
            number=first - place,
            revision_id=row["revision_id"],
            published_at=row["published_at"],
            note=row["note"] or "",
            is_live=content.live_revision_id == row["revision_id"],
            earlier_id=earlier and earlier["revision_id"],
            writers=people.ask(writers.get(row["revision_id"], ())),
            publisher=people.ask([publishers.get(row["log_id"])]),
            approver=people.ask([approvers.get(row["revision_id"])]),
        )
        for place, (row, earlier) in enumerate(
            zip(rows[:VERSIONS_PER_PAGE], [*rows[1:], None], strict=False)
        )
    ]
    return people.introduce(found)


class _People:
    """Collects keys, to ask for all names at once."""

    def __init__(self) -> None:
        self.keys: set[Any] = set()

    def ask(self, keys: Iterable[Any]) -> list[Any]:
        wanted = [key for key in dict.fromkeys(keys) if key]
        self.keys.update(wanted)
        return wanted

    def introduce(self, found: list[Version]) -> list[Version]:
        people = get_user_model()._default_manager.in_bulk(self.keys)
        for version in found:
            version.writers = [people[key] for key in version.writers if key in people]
            version.publisher = people.get(next(iter(version.publisher), None))
            version.approver = people.get(next(iter(version.approver), None))
        return found


def _publishers(content: Any, rows: Sequence[Any]) -> dict[Any, Any]:
    logs = log_registry.get_logs_for_instance(content)
    keys = [row["log_id"] for row in rows]
    return dict(logs.filter(pk__in=keys).values_list("pk", "user_id"))


def _approvers(rows: Sequence[Any]) -> dict[Any, Any]:
    keys = [row["revision_id"] for row in rows]
    approved = TaskState.objects.filter(status=TaskState.STATUS_APPROVED)
    found = approved.filter(revision__in=keys).order_by("finished_at")
    return dict(found.values_list("revision_id", "finished_by_id"))


def _writers(content: Any, rows: Sequence[Any]) -> dict[Any, list[Any]]:
    """Return who changed something between each version and the one before.

    Whoever only pressed a button wrote nothing, unless nobody else did either.
    """
    moments = [row["written_at"] for row in rows]
    if not moments:
        return {}
    is_whole = len(rows) <= VERSIONS_PER_PAGE
    range_ = {"created_at__lte": max(moments)}
    if not is_whole:
        range_["created_at__gte"] = min(moments)
    drafts = Revision.objects.for_instance(content).filter(**range_)
    ends = {row["revision_id"] for row in rows}
    found: dict[Any, list[Any]] = {}
    since: list[Any] = []
    before: Content | None = None
    for draft in drafts.order_by("created_at", "pk").iterator():
        is_change = before is None or not says_same(
            type(content), before, draft.content
        )
        since += [draft.user_id] if is_change else []
        before = draft.content
        if draft.pk in ends:
            found[draft.pk] = since or [draft.user_id]
            since = []
    return found


def version_row(content: Any, revision_id: int) -> tuple[int, Any] | None:
    """Return number and row of a published version; None if it is not one."""
    rows = published(content)
    row = rows.filter(revision_id=revision_id).first()
    if row is None:
        return None
    earlier = rows.filter(published_at__lt=row["published_at"]).count()
    return earlier + 1, row


def content_of(revision_id: int) -> Content:
    """Return what a version says, as it was saved."""
    content: Content = Revision.objects.values_list("content", flat=True).get(
        pk=revision_id
    )
    return content


def old_article(content: Content) -> ArticlePage:
    """Return an article that holds an old body, to be shown and not to be saved."""
    return ArticlePage(body=content.get("body") or "[]")

"""What the knowledge base holds about a person."""

from collections.abc import Callable, Mapping
from typing import Any

from knowledge_base.models import (
    Contribution,
    Favorite,
    ImportBatch,
    KnowledgeItem,
    Proposal,
    Report,
    Use,
    Vote,
)
from lms.personal_data import Rows, rows_of


def _uses(person: Any) -> Rows:
    rows = Use.objects.filter(user=person)
    return rows_of(rows, "item__uuid", "how", "channel", "used_at")


def _favorites(person: Any) -> Rows:
    return rows_of(Favorite.objects.filter(user=person), "item__uuid", "created_at")


def _votes(person: Any) -> Rows:
    names = ("item__uuid", "is_helpful", "complaint", "remark", "updated_at")
    return rows_of(Vote.objects.filter(user=person), *names)


def _reports(person: Any) -> Rows:
    names = ("item__uuid", "kind", "text", "quote", "state", "answer", "created_at")
    return rows_of(Report.objects.filter(reporter=person), *names)


def _proposals(person: Any) -> Rows:
    names = ("kind", "item__uuid", "proposed", "reason", "state", "answer")
    return rows_of(Proposal.objects.of(person), *names, "created_at", "decided_at")


def _contributions(person: Any) -> Rows:
    names = ("kind", "item_uuid", "size", "reason", "occurred_at")
    return rows_of(Contribution.objects.of(person), *names)


def _owned(person: Any) -> Rows:
    return rows_of(KnowledgeItem.objects.filter(owner=person), "uuid", "created_at")


def _imports(person: Any) -> Rows:
    rows = ImportBatch.objects.filter(uploader=person)
    return rows_of(rows, "created_at", "state", "language")


COLLECTED: Mapping[str, Callable[[Any], Rows]] = {
    "uses": _uses,
    "favorites": _favorites,
    "votes": _votes,
    "reports": _reports,
    "proposals": _proposals,
    "contributions": _contributions,
    "owned_items": _owned,
    "imports": _imports,
}


def keep(_person: Any) -> None:
    """Leave what stands under the pseudonym."""


def _forget_uses(person: Any) -> None:
    Use.objects.filter(user=person).update(user=None)


def _forget_favorites(person: Any) -> None:
    Favorite.objects.filter(user=person).delete()


FORGOTTEN: Mapping[str, Callable[[Any], None]] = {
    "uses": _forget_uses,
    "favorites": _forget_favorites,
}

"""Telling what has happened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from lms.events.dispatching import dispatch, is_told
from lms.events.kinds import Event, to_row
from lms.events.listening import has_listener
from lms.models import PublishedEvent
from lms.models.append_only import insert_if_new
from lms.targets import Target

MOST_AT_ONCE = 50
"""What a request hands to each listener; `run_due` hands over the rest."""


class EventConflictError(ValueError):
    """The key of an event is that of another one, with another content."""

    def __init__(self, event: Event) -> None:
        super().__init__(
            f"An event with the key {event.key!r} was published before with another "
            f"content; it cannot be published as {event.name!r}."
        )


def publish(event: Event) -> bool:
    """Keep an event in the caller's transaction; hand it on after the commit.

    Returns False when it was published before: the same key with the same content is
    kept once. Raises EventConflictError for the same key with another content. Without
    a listener this is one query.
    """
    row = to_row(event)
    if not insert_if_new(row):
        _compare(row, event)
        return False
    if has_listener(event.name) and not is_told(event.name):
        _dispatch_after_commit(event.name)
    return True


def tell(
    name: type[Event],
    about: Any,
    *,
    actor: int | None,
    now: datetime,
    key: str = "",
    **more: Any,
) -> bool:
    """Publish what happened to a row: once for each key, without one once at all."""
    return publish(
        name(
            actor_id=actor,
            target=Target.of(about),
            occurred_at=now,
            key=f"{name.name}:{key or about.pk}",
            **more,
        )
    )


def _compare(row: PublishedEvent, event: Event) -> None:
    kept = PublishedEvent.objects.filter(key=row.key)
    if not kept.filter(content_hash=row.content_hash).exists():
        raise EventConflictError(event)


@dataclass(frozen=True)
class _Dispatch:
    """Hands on one kind of event; equal ones are done once in a transaction."""

    kind: str

    def __call__(self) -> None:
        dispatch(now=timezone.now(), kinds=[self.kind], most=MOST_AT_ONCE)


def _dispatch_after_commit(kind: str) -> None:
    later = _Dispatch(kind)
    if later not in (found[1] for found in connection.run_on_commit):
        transaction.on_commit(later, robust=True)

"""What happened before: taking it in, beginning without it, forgetting it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Min, Q

from lms.events.dispatching import number_events
from lms.events.listening import Listener, enabled_listeners, listeners_of
from lms.models import DeadLetter, EventCursor, LetterState, PublishedEvent
from lms.models.events import PublishedEventQuerySet


@dataclass(frozen=True)
class PastCount:
    """How many events of a kind a listener would be handed."""

    listener: str
    kind: str
    count: int


def preview_past(app_label: str, since: datetime | None = None) -> list[PastCount]:
    """Return what `take_in_past` would hand to the listeners of an app."""
    return [
        PastCount(listener.name, kind, count)
        for listener in listeners_of(app_label)
        for kind, count in _handed(listener, since)
        .order_by("kind")
        .values_list("kind")
        .annotate(count=Count("pk"))
    ]


def _handed(listener: Listener, since: datetime | None) -> PublishedEventQuerySet:
    """Return what was published since, and what was numbered after the first of it."""
    rows = _of_kinds(listener.kinds)
    places = rows.since(since).order_by(F("position").asc(nulls_last=True), "pk")
    first = places.values_list("position", "pk").first()
    if first is None:
        return rows.none()
    position, key = first
    if position is None:
        return rows.filter(position=None, pk__gte=key)
    return rows.filter(Q(position__gte=position) | Q(position=None))


@transaction.atomic
def take_in_past(app_label: str, since: datetime | None = None) -> None:
    """Have the listeners of an app handed what was published since, once more.

    What a listener has handled before it is handed again.
    """
    number_events()
    for listener in listeners_of(app_label):
        past = _of_kinds(listener.kinds).since(since)
        first = past.aggregate(first=Min("position"))["first"]
        cursor = _locked_cursor(listener.name)
        if first is not None and cursor.position >= first:
            cursor.move_to(first - 1)


@transaction.atomic
def begin_now(app_label: str) -> None:
    """Have the listeners of an app handed only what is published from now on.

    To be called when a plugin is switched on without its past.
    """
    number_events()
    numbering = EventCursor.objects.filter(listener=EventCursor.NUMBERING)
    last = numbering.values_list("position", flat=True).first() or 0
    for listener in listeners_of(app_label):
        _locked_cursor(listener.name).move_to(last)


def forget_events(*, before: datetime) -> int:
    """Delete what was published earlier and is handled by all who listen now.

    The one way by which events go, for keeping them a limited time. Dead letters that
    wait keep theirs. Returns how many were deleted.
    """
    with transaction.atomic():
        handled = _handled_by_all().filter(published_at__lt=before)
        gone = handled.exclude(dead_letters__state=LetterState.WAITING)
        keys = list(gone.values_list("pk", flat=True))
        DeadLetter.objects.filter(event__in=keys).delete()
        rows = PublishedEvent._base_manager.filter(pk__in=keys)
        rows._raw_delete(rows.db)  # noqa: SLF001 (no other way passes the guard)
    return len(keys)


def _handled_by_all() -> PublishedEventQuerySet:
    rows = PublishedEvent.objects.exclude(position=None)
    for listener in enabled_listeners():
        cursor = EventCursor.objects.filter(listener=listener.name).first()
        reached = cursor.position if cursor else 0
        rows = rows.exclude(kind__in=listener.kinds, position__gt=reached)
    return rows


def _of_kinds(kinds: Iterable[str]) -> PublishedEventQuerySet:
    return PublishedEvent.objects.filter(kind__in=kinds)


def _locked_cursor(name: str) -> EventCursor:
    EventCursor.objects.get_or_create(listener=name)
    return EventCursor.objects.select_for_update(no_key=True).get(listener=name)

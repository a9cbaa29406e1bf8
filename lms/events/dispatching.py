"""Handing events to listeners: at least once, in order, each in its own transaction."""

import logging
import traceback
from collections import deque
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from lms.events.kinds import from_row
from lms.events.listening import Listener, all_listeners, enabled_listeners
from lms.models import DeadLetter, EventCursor, PublishedEvent
from lms.plugins.raising import keep_raised
from lms.plugins.running import one_answer
from lms.retries import MOST_ATTEMPTS

logger = logging.getLogger(__name__)
BATCH = 500
_AHEAD = 50
_told: ContextVar[set[str] | None] = ContextVar("told", default=None)
"""Kinds that listeners have published, while a dispatcher is at work."""


def dispatch(
    *, now: datetime, kinds: Iterable[str] | None = None, most: int | None = None
) -> int:
    """Hand what is committed to the listeners of these kinds, or to all; return how much.

    Each is handed at most `most`. Safe in parallel: a listener that is at work elsewhere
    is left to whoever drives it. Raises nothing of what a listener raises.
    """
    if _told.get() is not None:
        return 0  # inside a listener: whoever is at work goes on
    token = _told.set(set())
    try:
        return _until_quiet(now, kinds, most)
    finally:
        _told.reset(token)


def is_told(kind: str) -> bool:
    """Tell the dispatcher at work, if a listener of its own publishes this kind."""
    told = _told.get()
    if told is None:
        return False
    told.add(kind)
    return True


def _until_quiet(now: datetime, kinds: Iterable[str] | None, most: int | None) -> int:
    """Go round as long as listeners publish what others listen to."""
    total = 0
    while True:
        with one_answer():
            listeners = enabled_listeners(kinds)
        _place_new(listeners)
        number_events()
        if kinds is None:
            listeners = _behind(listeners)
        total += sum(_catch_up(each, now, most) for each in listeners)
        told = _told.get()
        if not told or (most is not None and total >= most):
            return total
        kinds = set(told)
        told.clear()


def number_events() -> None:
    """Give committed events their places."""
    while _number_batch() == BATCH:
        pass


@transaction.atomic
def _number_batch() -> int:
    """Give places to what is committed now; who comes later waits for the next turn.

    Under the lock nobody else gives numbers, so a higher one is never seen before a
    lower one.
    """
    if not PublishedEvent.objects.unnumbered().exists():
        return 0
    rows = EventCursor.objects.select_for_update(no_key=True)
    counter, _is_new = rows.get_or_create(listener=EventCursor.NUMBERING)
    events = list(PublishedEvent.objects.unnumbered().only("pk")[:BATCH])
    for position, event in enumerate(events, counter.position + 1):
        event.position = position
    PublishedEvent._base_manager.bulk_update(events, ["position"])
    counter.move_to(counter.position + len(events))
    return len(events)


def prepare_cursors(**_kwargs: object) -> None:
    """Let listeners that are new begin with what is published from now on.

    Runs after each migrate, also after one back to before there were events.
    """
    if EventCursor._meta.db_table in connection.introspection.table_names():
        number_events()
        _place_new(all_listeners())


def _place_new(listeners: Iterable[Listener]) -> None:
    """Put who has no place yet behind what is numbered, before anything else is."""
    places = dict(EventCursor.objects.values_list("listener", "position"))
    start = {"position": places.get(EventCursor.NUMBERING, 0)}
    for each in listeners:
        if each.name not in places:
            EventCursor.objects.get_or_create(listener=each.name, defaults=start)


def _behind(listeners: Sequence[Listener]) -> list[Listener]:
    """Return those for whom there is something, found by two queries for all.

    The others are moved on now and then, so that few events have to be looked at. What
    is published for one of them in that moment waits for the next turn.
    """
    names = [each.name for each in listeners]
    cursors = EventCursor.objects.filter(listener__in=[EventCursor.NUMBERING, *names])
    places = dict(cursors.values_list("listener", "position"))
    top = places.pop(EventCursor.NUMBERING, 0)
    events = PublishedEvent.objects.after(min(places.values(), default=top))
    kinds = events.order_by().values_list("kind")
    newest = dict(kinds.annotate(newest=Max("position")))
    behind = [
        each
        for each in listeners
        if max(newest.get(kind, 0) for kind in each.kinds) > places[each.name]
    ]
    if min(places.values(), default=top) < top - BATCH:
        idle = {*names} - {each.name for each in behind}
        rows = EventCursor.objects.filter(listener__in=idle, position__lt=top)
        rows.update(position=top)
    return behind


@dataclass
class _Ahead:
    """Events read together; they hold as long as the listener stands where it stood."""

    position: int = -1
    rows: deque[PublishedEvent] = field(default_factory=deque)


def _catch_up(listener: Listener, now: datetime, most: int | None) -> int:
    handed = 0
    ahead = _Ahead()
    try:
        while (most is None or handed < most) and _hand_next(listener, now, ahead):
            handed += 1
    except Exception:  # the database, not the listener: the next one may fare better
        logger.exception("Events could not be handed to %s.", listener.name)
    return handed


def _hand_next(listener: Listener, now: datetime, ahead: _Ahead) -> bool:
    """Hand over the next event; False if there is none, or if it has to wait."""
    row = None
    try:
        with transaction.atomic(durable=True):
            # Whoever holds the place goes on with what follows.
            rows = EventCursor.objects.select_for_update(skip_locked=True, no_key=True)
            cursor = rows.filter(listener=listener.name).first()
            row = _next_row(listener, cursor, now, ahead) if cursor else None
            if cursor is None or row is None:
                return False
            listener.function(from_row(row))
            cursor.move_to(row.position or 0)
        ahead.rows.popleft()
        ahead.position = cursor.position
    except Exception as error:
        if row is None:
            raise
        logger.exception("%s failed on the event %s.", listener.name, row.key)
        keep_raised(listener.app_label, f"The listener {listener.name}", error)
        return _note_failure(listener, row, now, traceback.format_exc())
    return True


def _next_row(
    listener: Listener, cursor: EventCursor, now: datetime, ahead: _Ahead
) -> PublishedEvent | None:
    if not cursor.is_due(now):
        return None
    if cursor.position != ahead.position or not ahead.rows:
        rows = PublishedEvent.objects.after(cursor.position)
        ahead.rows = deque(rows.filter(kind__in=listener.kinds)[:_AHEAD])
        ahead.position = cursor.position
    return ahead.rows[0] if ahead.rows else None


@transaction.atomic(durable=True)
def _note_failure(
    listener: Listener, row: PublishedEvent, now: datetime, error: str
) -> bool:
    """Count the failure; True if the listener goes on with the next event."""
    place = row.position or 0
    rows = EventCursor.objects.select_for_update(no_key=True)
    cursor = rows.get(listener=listener.name)
    if cursor.position >= place:
        return False  # somebody else has come further
    cursor.attempts += 1
    cursor.failed_at = now
    cursor.save()
    if cursor.attempts < MOST_ATTEMPTS:
        return False
    DeadLetter.objects.get_or_create(
        listener=listener.name,
        event=row,
        defaults={"error": error, "attempts": cursor.attempts, "failed_at": now},
    )
    cursor.move_to(place)
    return True

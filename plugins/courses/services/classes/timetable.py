"""The timetable: classes planned in a row, moved, cancelled."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.timezone import get_default_timezone, localtime, make_aware

from plugins.courses.exceptions import CancelledError, TrainerBusyError
from plugins.courses.models import ClassSession
from plugins.courses.services.classes.make_up import review_orders
from plugins.courses.services.classes.notices import (
    CANCELLED,
    MOVED,
    expected_at,
    tell_class,
)

WEEK = 7
SATURDAY = 5


@dataclass(frozen=True)
class Rhythm:
    """When classes are: on some days of the week at one time, for some weeks."""

    first_day: date
    weeks: int
    weekdays: Collection[int]
    """0 is Monday."""
    at: time
    minutes: int
    skipped: Collection[date] = ()

    def days(self) -> list[date]:
        """Return the days; the weeks count from the first day."""
        every = (self.first_day + timedelta(days=n) for n in range(self.weeks * WEEK))
        return [
            day
            for day in every
            if day.weekday() in self.weekdays and day not in self.skipped
        ]

    def moments(self) -> list[datetime]:
        """Return when the classes begin, by the clock of the site."""
        return [moment_of(day, self.at) for day in self.days()]


def moment_of(day: date, at: time) -> datetime:
    """Return a time of the site's clock."""
    return make_aware(datetime.combine(day, at), get_default_timezone())


def is_weekend(moment: datetime) -> bool:
    """Tell whether a class is on a Saturday or Sunday."""
    return localtime(moment, get_default_timezone()).weekday() >= SATURDAY


def clashes(session: ClassSession, besides: Iterable[int] = ()) -> list[ClassSession]:
    """Return the classes at the same time with the same trainer or in the same room."""
    ends = session.starts_at + timedelta(minutes=session.minutes)
    others = ClassSession.objects.held().filter(
        starts_at__lt=ends, ends_at__gt=session.starts_at
    )
    if session.pk:
        others = others.exclude(pk=session.pk)
    found = others.exclude(pk__in=[*besides]).select_related("cohort")
    return [each for each in found if _same_trainer(session, each) or _same_room(session, each)]  # fmt: skip


def rooms_taken(session: ClassSession) -> list[ClassSession]:
    """Return the classes that are in its room at its time."""
    return [each for each in clashes(session) if _same_room(session, each)]


def trainer_taken(session: ClassSession, besides: Iterable[int] = ()) -> Any:
    """Return the class that its trainer holds at its time, or None."""
    found = clashes(session, besides)
    return next((each for each in found if _same_trainer(session, each)), None)


def _same_trainer(one: ClassSession, other: ClassSession) -> bool:
    return one.trainer_id is not None and one.trainer_id == other.trainer_id


def _same_room(one: ClassSession, other: ClassSession) -> bool:
    room = one.room.strip().casefold()
    return bool(room) and room == other.room.strip().casefold()


def drafts(template: ClassSession, moments: Sequence[datetime]) -> list[ClassSession]:
    """Return unsaved classes like the template, numbered from its title on."""
    names = ("cohort", "kind", "minutes", "room", "link", "trainer", "trainer_name")
    values = {name: getattr(template, name) for name in names}
    many = len(moments) > 1
    return [
        ClassSession(
            **values,
            title=f"{template.title} {number}" if many else template.title,
            starts_at=moment,
        )
        for number, moment in enumerate(moments, 1)
    ]


@transaction.atomic
def save_classes(*, sessions: Sequence[ClassSession], now: datetime) -> int:
    """Save new or changed classes, all or none; return how many.

    Raises TrainerBusyError for a trainer who holds another one at that time.
    """
    _lock_trainers(sessions)
    for session in sessions:
        if session.cancelled_at is None and (other := trainer_taken(session)):
            raise TrainerBusyError(other)
        session.changed_at = now
        session.save()
    return len(sessions)


@transaction.atomic
def move_class(
    *, session: ClassSession, starts_at: datetime, is_rest: bool, now: datetime
) -> int:
    """Move a class, and with `is_rest` all later ones by as much; return how many.

    They keep their time of day where only the day moves. Those who are expected are
    told. Raises TrainerBusyError, and CancelledError.
    """
    if session.cancelled_at is not None:
        raise CancelledError
    zone = get_default_timezone()
    shift = starts_at.astimezone(zone).replace(tzinfo=None) - localtime(
        session.starts_at, zone
    ).replace(tzinfo=None)
    rows = ClassSession.objects.held().filter(cohort=session.cohort_id)
    rest = rows.filter(starts_at__gte=session.starts_at) if is_rest else rows.filter(pk=session.pk)  # fmt: skip
    moved = [*rest.select_for_update(of=("self",)).select_related("trainer")]
    _lock_trainers(moved)
    keys = [each.pk for each in moved]
    for each in moved:
        local = localtime(each.starts_at, zone).replace(tzinfo=None)
        each.starts_at = make_aware(local + shift, zone)
        if other := trainer_taken(each, besides=keys):
            raise TrainerBusyError(other)
    for each in moved if shift else []:
        each.changed_at = now
        each.save()
        tell_class(MOVED, each, now)
    return len(moved) if shift else 0


@transaction.atomic
def change_class(*, session: ClassSession, is_rest: bool, now: datetime) -> None:
    """Save a class that was filled in anew; one at another time is moved, and told.

    Raises TrainerBusyError.
    """
    kept = ClassSession.objects.filter(pk=session.pk).first()
    if kept is not None and kept.cancelled_at is None:
        move_class(session=kept, starts_at=session.starts_at, is_rest=is_rest, now=now)
    save_classes(sessions=[session], now=now)


@transaction.atomic
def cancel_class(*, session: ClassSession, reason: str, now: datetime) -> None:
    """Cancel a class; those who were expected are told, and its marks count no more."""
    row = ClassSession.objects.select_for_update().get(pk=session.pk)
    if row.cancelled_at is not None:
        return
    row.cancelled_at, row.reason, row.changed_at = now, reason, now
    row.save()
    tell_class(CANCELLED, row, now, reason=reason)
    review_orders(expected_at(row), now=now)


@transaction.atomic
def restore_class(*, session: ClassSession, now: datetime) -> None:
    """Take back that a class is cancelled. Raises TrainerBusyError."""
    row = ClassSession.objects.select_for_update().get(pk=session.pk)
    if row.cancelled_at is None:
        return
    _lock_trainers([row])
    if other := trainer_taken(row):
        raise TrainerBusyError(other)
    row.cancelled_at, row.reason, row.changed_at = None, "", now
    row.save()
    tell_class(MOVED, row, now)
    review_orders(expected_at(row), now=now)


def _lock_trainers(sessions: Iterable[ClassSession]) -> None:
    """Let whoever plans the same trainer wait."""
    keys = sorted({each.trainer_id for each in sessions if each.trainer_id})
    people = get_user_model()._default_manager.select_for_update(no_key=True)
    [*people.filter(pk__in=keys).order_by("pk").values_list("pk")]

"""The timetable: classes planned in a row, moved, cancelled."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import get_default_timezone, localtime, make_aware

from lms.plugins import plugin_settings
from plugins.courses.enums import ClassKind
from plugins.courses.exceptions import ClassChangedError, TrainerBusyError
from plugins.courses.models import ClassSession, Cohort
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


@dataclass(frozen=True)
class Taken:
    """What is in the way of a class: another one of its trainer, others in its room."""

    trainer: ClassSession | None
    rooms: Sequence[ClassSession]


def taken_at(
    sessions: Sequence[ClassSession], besides: Iterable[int] = ()
) -> list[Taken]:
    """Return for each class what is in its way; one query for a whole timetable."""
    if not sessions:
        return []
    own = [each.pk for each in sessions if each.pk]
    others = ClassSession.objects.held().filter(
        starts_at__lt=max(each.ends for each in sessions),
        ends_at__gt=min(each.starts_at for each in sessions),
    )
    trainers = {each.trainer_id for each in sessions if each.trainer_id}
    shared = Q(trainer__in=trainers)
    if any(each.room.strip() for each in sessions):
        shared |= ~Q(room="")
    rows = others.filter(shared).exclude(pk__in=[*own, *besides])
    found = [*rows.select_related("cohort")]
    return [_taken(each, found) for each in sessions]


def _taken(session: ClassSession, others: Iterable[ClassSession]) -> Taken:
    found = [
        each
        for each in others
        if each.starts_at < session.ends and each.ends_at > session.starts_at
    ]
    trained = (each for each in found if _same_trainer(session, each))
    return Taken(
        trainer=next(trained, None),
        rooms=[each for each in found if _same_room(session, each)],
    )


def rooms_taken(session: ClassSession) -> Sequence[ClassSession]:
    """Return the classes that are in its room at its time."""
    return taken_at([session])[0].rooms


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


def heavy_weeks(
    cohort: Cohort, planned: Sequence[ClassSession]
) -> list[tuple[date, int]]:
    """Return the weeks, by their Mondays, that ask more minutes of a cohort than are wanted.

    What is planned already counts; make-up classes do not.
    """
    most = plugin_settings("lms_courses")["most_minutes_a_week"]
    minutes: Counter[date] = Counter()
    there = cohort.sessions.held().exclude(kind=ClassKind.MAKE_UP)
    for each in (*there, *planned):
        day = _clock(each.starts_at).date()
        minutes[day - timedelta(days=day.weekday())] += each.minutes
    touched = [_clock(each.starts_at).date() for each in planned]
    mondays = sorted({day - timedelta(days=day.weekday()) for day in touched})
    return [(day, minutes[day]) for day in mondays if minutes[day] > most]


@transaction.atomic
def save_classes(*, sessions: Sequence[ClassSession], now: datetime) -> int:
    """Save new classes of a cohort, all or none; return how many there were not yet.

    Sent twice they are saved once. Raises TrainerBusyError for a trainer who holds
    another one at that time.
    """
    _lock_cohorts(sessions)
    _lock_trainers(sessions)
    known = _known(sessions)
    for session in sessions:
        session.pk = known.get((session.cohort_id, session.title, session.starts_at))
    fresh = [session for session in sessions if not session.pk]
    _save(fresh, now)
    return len(fresh)


def _known(sessions: Sequence[ClassSession]) -> dict[tuple[int, str, datetime], int]:
    cohorts = {each.cohort_id for each in sessions}
    rows = ClassSession.objects.held().filter(cohort__in=cohorts)
    names = ("cohort", "title", "starts_at", "pk")
    return {(cohort, title, at): pk for cohort, title, at, pk in rows.values_list(*names)}  # fmt: skip


def _save(sessions: Sequence[ClassSession], now: datetime) -> None:
    for session, taken in zip(sessions, taken_at(sessions), strict=True):
        if taken.trainer is not None and session.cancelled_at is None:
            raise TrainerBusyError(taken.trainer)
        session.changed_at = now
        session.save()


@transaction.atomic
def change_class(
    *, session: ClassSession, is_rest: bool, now: datetime, seen: str | None = None
) -> int:
    """Save a class that was filled in anew; return how many were moved.

    One at another time is moved, and with `is_rest` all later ones of the cohort by as
    much: they keep their time of day where only the day moves. Each who is expected is
    told once. A cancelled one stays cancelled. `seen` is the `version_of` the class that
    was filled in anew. Raises TrainerBusyError, and ClassChangedError for another one.
    """
    _lock_cohorts([session])
    kept = ClassSession.objects.select_for_update(no_key=True).get(pk=session.pk)
    if seen is not None and seen != version_of(kept):
        raise ClassChangedError
    session.cancelled_at, session.reason = kept.cancelled_at, kept.reason
    shift = _clock(session.starts_at) - _clock(kept.starts_at)
    is_moved = bool(shift) and kept.cancelled_at is None
    later = _later(kept) if is_moved and is_rest else []
    for each in later:
        moment = _clock(each.starts_at) + shift
        each.starts_at = make_aware(moment, get_default_timezone())
    _lock_trainers([session, *later])
    _save([session, *later], now)
    if is_moved:
        _tell_moved([session, *later], now)
    return 1 + len(later) if is_moved else 0


def version_of(session: ClassSession) -> str:
    """Return what differs as soon as somebody has changed a class."""
    return session.changed_at.isoformat()


def _clock(moment: datetime) -> datetime:
    """Return what the clock of the site shows."""
    return localtime(moment, get_default_timezone()).replace(tzinfo=None)


def _later(session: ClassSession) -> list[ClassSession]:
    rows = ClassSession.objects.held().filter(
        cohort=session.cohort_id, starts_at__gte=session.starts_at
    )
    locked = rows.exclude(pk=session.pk).select_for_update(of=("self",), no_key=True)
    return [*locked.select_related("cohort", "trainer__staff_profile")]


def _tell_moved(sessions: Sequence[ClassSession], now: datetime) -> None:
    """Tell each of the cohort once, however many classes move; others of their class."""
    own = [each for each in sessions if not each.is_make_up]
    for each in sessions:
        if each.is_make_up:
            tell_class(MOVED, each, now)
    if own:
        trainers = [each.trainer for each in own if each.trainer is not None]
        tell_class(MOVED, own[0], now, besides=trainers, later=len(own) - 1)


@transaction.atomic
def cancel_class(*, session: ClassSession, reason: str, now: datetime) -> None:
    """Cancel a class; those who were expected are told, and its marks count no more."""
    row = ClassSession.objects.select_for_update(no_key=True).get(pk=session.pk)
    if row.cancelled_at is not None:
        return
    row.cancelled_at, row.reason, row.changed_at = now, reason, now
    row.save()
    tell_class(CANCELLED, row, now, reason=reason)
    review_orders(expected_at(row), now=now)


@transaction.atomic
def restore_class(*, session: ClassSession, now: datetime) -> None:
    """Take back that a class is cancelled. Raises TrainerBusyError."""
    row = ClassSession.objects.select_for_update(no_key=True).get(pk=session.pk)
    if row.cancelled_at is None:
        return
    _lock_trainers([row])
    row.cancelled_at, row.reason = None, ""
    _save([row], now)
    tell_class(MOVED, row, now)
    review_orders(expected_at(row), now=now)


def _lock_cohorts(sessions: Iterable[ClassSession]) -> None:
    """Let whoever plans the same cohort wait; whoever marks in it does not."""
    keys = {each.cohort_id for each in sessions}
    rows = Cohort.objects.select_for_update(no_key=True).order_by("pk")
    [*rows.filter(pk__in=keys).values_list("pk")]


def _lock_trainers(sessions: Iterable[ClassSession]) -> None:
    """Let whoever plans the same trainer wait."""
    keys = sorted({each.trainer_id for each in sessions if each.trainer_id})
    people = get_user_model()._default_manager.select_for_update(no_key=True)
    [*people.filter(pk__in=keys).order_by("pk").values_list("pk")]

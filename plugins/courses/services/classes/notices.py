"""What people are told of classes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import get_default_timezone, localtime

from lms.events import Target
from lms.models import Notification
from lms.notifications import notify
from plugins.courses.models import ClassSession, Cohort, CohortMember

(
    INVITED,
    MOVED,
    CANCELLED,
    SOON,
    ORDERED,
    SETTLED,
    APOLOGIZED,
    ANSWERED,
    PLAN_DUE,
    BOOKED,
    ISSUE_RAISED,
    ISSUE_DECIDED,
) = (
    f"lms_courses.{name}"
    for name in (
        *("class_invited", "class_moved", "class_cancelled", "class_soon"),
        *("class_make_up", "class_settled", "class_apologized", "class_answered"),
        *("class_plan_due", "class_booked", "class_issue", "class_issue_decided"),
    )
)


def tell(
    kind: str, people: Iterable[Any], about: Any, now: datetime, **more: Any
) -> int:
    """Tell each of them, once for this kind, row and moment; return how many."""
    stamp = more.pop("stamp", now.isoformat())
    key = f"{kind}:{about.pk}:{stamp}"
    wanted = {f"{key}:{person.pk}": person for person in people}
    told = Notification.objects.filter(key__in=[*wanted]).values_list("key", flat=True)
    for each in told:
        del wanted[each]
    return sum(
        notify(
            kind=kind,
            recipient=person,
            target=Target.of(about),
            key=key,
            now=now,
            parameters=more,
        )
        is not None
        for person in wanted.values()
    )


def expected_at(session: ClassSession) -> list[CohortMember]:
    """Return who is to come: the cohort, or those who have booked the make-up class."""
    if session.is_make_up:
        rows = CohortMember.objects.present().filter(orders__booked=session)
    else:
        rows = CohortMember.objects.learning().filter(cohort=session.cohort_id)
    return [*rows.select_related("person__staff_profile").order_by("pk").distinct()]


def tell_class(
    kind: str, session: ClassSession, now: datetime, besides: Iterable[Any] = (), **more: Any
) -> int:  # fmt: skip
    """Tell whoever is expected, the trainer and some more what became of a class."""
    people = [*(member.person for member in expected_at(session)), *besides]
    if session.trainer is not None:
        people.append(session.trainer)
    return tell(kind, people, session, now, when=when_of(session), **more)


def tell_trainers(kind: str, session: ClassSession, now: datetime, stamp: str) -> None:
    """Tell those who keep the list of a class, each once."""
    people = {person.pk: person for person in session.cohort.trainers.all()}
    if session.trainer is not None:
        people[session.trainer.pk] = session.trainer
    tell(kind, people.values(), session, now, stamp=stamp)


def when_of(session: ClassSession) -> str:
    """Return when a class begins, in the time of the site, as it is kept."""
    return localtime(session.starts_at, get_default_timezone()).strftime(
        "%Y-%m-%d %H:%M"
    )


def tell_invited(cohort: Cohort, people: Iterable[Any], now: datetime) -> None:
    """Tell people that they have a place in a cohort."""
    tell(INVITED, people, cohort, now)


def remind_of_classes(now: datetime) -> str:
    """Tell people once, a day before, of each class; return how many were told."""
    soon = ClassSession.objects.held().filter(
        starts_at__gt=now, starts_at__lte=now + timedelta(days=1)
    )
    told = 0
    for session in soon.select_related("cohort", "trainer__staff_profile"):
        told += tell_class(SOON, session, now, stamp=session.starts_at.isoformat())
    return f"Reminders of classes: {told}"

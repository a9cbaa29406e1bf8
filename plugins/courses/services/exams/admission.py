"""Exams: who may sit them, when, and how often."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Sum

from lms.events import Target, publish
from plugins.courses.enums import ExamState
from plugins.courses.events import ExamAssigned
from plugins.courses.exceptions import ChangedTrialError, NoteMissingError
from plugins.courses.models import (
    Attempt,
    Exam,
    ExamAllowance,
    ExamAssignment,
    RemedialOrder,
)

TEACH = "lms_courses.close_remedialorder"
ALLOW = "lms_courses.regrade_attempt"


@dataclass(frozen=True)
class Standing:
    """How somebody stands with an exam."""

    exam: Exam
    now: datetime
    attempts: Sequence[Attempt]
    """The newest first."""
    extra_minutes: int
    extra_attempts: int
    is_in_training: bool
    assignment: ExamAssignment | None = None

    @property
    def allowed(self) -> int:
        """How many attempts there are in all."""
        return self.exam.attempts_allowed + self.extra_attempts

    @property
    def left(self) -> int:
        """How many attempts are left."""
        return max(0, self.allowed - len(self.attempts))

    @property
    def minutes(self) -> int:
        """How long an attempt lasts."""
        return self.exam.minutes + self.extra_minutes

    @property
    def open_attempt(self) -> Attempt | None:
        """The attempt that is under way."""
        running = (each for each in self.attempts if each.is_running(self.now))
        return next(running, None)

    @property
    def unmarked_attempt(self) -> Attempt | None:
        """The attempt whose time is up and that is not marked yet."""
        over = (a for a in self.attempts if a.is_open and not a.is_running(self.now))
        return next(over, None)

    @property
    def best(self) -> Attempt | None:
        """The attempt that counts."""
        marked = [each for each in self.attempts if each.score is not None]
        return max(marked, key=lambda each: (each.score, -each.number), default=None)

    @property
    def is_passed(self) -> bool:
        """Whether an attempt passed."""
        return any(each.is_passed for each in self.attempts)

    @property
    def next_at(self) -> datetime | None:
        """When the next attempt may begin, if that is still to come."""
        ends = [each.submitted_at or each.deadline for each in self.attempts]
        days = self.exam.days_between
        at = max(ends) + timedelta(days=days) if ends and days else self.now
        return at if at > self.now else None

    @property
    def may_start(self) -> bool:
        """Whether an attempt may begin now."""
        is_open = self.exam.state == ExamState.OPEN and self.exam.is_in_window(self.now)
        is_waiting = self.next_at is not None or self.open_attempt is not None
        return bool(is_open and self.left and not is_waiting)


def standings(user: Any, exams: Sequence[Exam], now: datetime) -> list[Standing]:
    """Return how somebody stands with each of some exams: four queries."""
    keys = [exam.pk for exam in exams]
    attempts = [*Attempt.objects.of(user).filter(exam__in=keys)]
    given = ExamAllowance.objects.filter(person=user, exam__in=keys).order_by()
    sums = given.values("exam").annotate(m=Sum("minutes"), a=Sum("attempts"))
    extra = {row["exam"]: (row["m"], row["a"]) for row in sums}
    trained = RemedialOrder.objects.waiting().filter(person=user, exam__in=keys)
    waiting = {*trained.values_list("exam", flat=True)}
    assigned = {
        row.exam_id: row
        for row in ExamAssignment.objects.filter(person=user, exam__in=keys)
    }
    return [
        Standing(
            exam,
            now,
            [each for each in attempts if each.exam_id == exam.pk],
            *extra.get(exam.pk, (0, 0)),
            exam.pk in waiting,
            assigned.get(exam.pk),
        )
        for exam in exams
    ]


def standing_of(user: Any, exam: Exam, now: datetime) -> Standing:
    """Return how somebody stands with an exam."""
    return standings(user, [exam], now)[0]


@transaction.atomic
def assign_exam(
    *,
    exam: Exam,
    people: Iterable[Any],
    user: Any,
    now: datetime,
    due_on: date | None = None,
) -> int:
    """Let people sit an exam by a day; return to how many it is new.

    Who has it keeps the day unless another one is given, and is told only then. Raises
    PermissionDenied. `user` is None for the demo.
    """
    if user is not None and not user.has_perm(TEACH):
        raise PermissionDenied
    wanted = {person.pk for person in people}
    lock_people(wanted)
    known = exam.assignments.filter(person__in=wanted)
    moved = [row for row in known if due_on is not None and row.due_on != due_on]
    for row in moved:
        row.due_on = due_on
    new = sorted(wanted - {row.person_id for row in known})
    added = [
        ExamAssignment(
            exam=exam, person_id=key, due_on=due_on, assigned_by=user, assigned_at=now
        )
        for key in new
    ]
    ExamAssignment.objects.bulk_create(added)
    ExamAssignment.objects.bulk_update(moved, ["due_on"])
    for row in (*added, *moved):
        publish(
            ExamAssigned(
                actor_id=getattr(user, "pk", None),
                target=Target.of(exam),
                occurred_at=now,
                key=f"{ExamAssigned.name}:{exam.pk}:{row.person_id}:{now.isoformat()}",
                person=row.person_id,
            )
        )
    return len(added)


@transaction.atomic
def allow_more(
    *, allowance: ExamAllowance, user: Any, known: int | None = None
) -> None:
    """Give somebody more time or attempts.

    `known` is how many allowances of the exam the person saw who gives it, so that a
    second press gives nothing twice. Raises PermissionDenied, NoteMissingError and
    ChangedTrialError.
    """
    if not user.has_perm(ALLOW) or allowance.person_id == user.pk:
        raise PermissionDenied
    if not allowance.reason.strip() or not (allowance.minutes or allowance.attempts):
        raise NoteMissingError
    exam = Exam.objects.select_for_update(no_key=True).get(pk=allowance.exam_id)
    if known is not None and exam.allowances.count() != known:
        raise ChangedTrialError
    allowance.given_by = user
    allowance.save()


def next_number(user: Any, exam: Exam) -> int:
    """Return the number of somebody's next attempt."""
    sat = Attempt.objects.of(user).filter(exam=exam)
    return (sat.aggregate(n=Max("number"))["n"] or 0) + 1


def lock_people(keys: Iterable[Any]) -> None:
    """Let whoever begins, hands in or marks for the same people wait.

    People come before attempts, always: so that nobody waits for each other.
    """
    people = get_user_model()._default_manager.select_for_update(no_key=True)
    [*people.filter(pk__in={*keys}).order_by("pk").values_list("pk")]

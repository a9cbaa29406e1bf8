"""What follows for courses from results, and who is told of it."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend

from lms.events import Event, Target, listen
from lms.notifications import notify
from plugins.courses.events import (
    AttemptSubmitted,
    LostPassDecided,
    PassLost,
    ResultGiven,
)
from plugins.courses.models import (
    Attempt,
    Enrollment,
    EnrollmentNote,
    LostPass,
    Result,
)
from plugins.courses.services.lost_passes import DECIDE, note_lost_pass, note_pass
from plugins.courses.services.progress import mark_done


@listen(ResultGiven)
def take_in_result(event: ResultGiven) -> None:
    """Mark what was passed as done in each course of which it is part.

    What is not passed any more is left to a decision.
    """
    result = Result.objects.select_related("replaces").get(pk=event.target.key)
    if not event.is_passed:
        note_lost_pass(result=result, now=event.occurred_at)
        return
    note_pass(result=result, now=event.occurred_at)
    _mark_done(event, event.activity_key)


@listen(AttemptSubmitted)
def take_in_attempt(event: AttemptSubmitted) -> None:
    """Mark an exam as done that was passed again, though no better: a course taken anew."""
    attempt = Attempt.objects.select_related("exam").get(pk=event.target.key)
    if attempt.is_passed:
        _mark_done(event, str(attempt.exam.key))


def _mark_done(event: Event, key: str) -> None:
    person = get_user_model()._default_manager.filter(pk=event.actor_id or 0).first()
    rows = Enrollment.objects.of(person).running().select_related("release")
    for row in rows:
        if key in {activity["key"] for activity in row.release.outline}:
            mark_done(enrollment=row, key=key, now=event.occurred_at)


@listen(PassLost)
def tell_trainers_of_lost_pass(event: PassLost) -> None:
    """Tell whoever may decide about it, while nobody has."""
    lost = _lost(event)
    if not lost.is_waiting:
        return
    people = ModelBackend().with_perm(DECIDE[0], include_superusers=False)
    for person in people.exclude(pk=lost.enrollment.person_id):
        if person.has_perms(DECIDE):
            _tell(event, lost, person, {})


@listen(LostPassDecided)
def tell_of_decision(event: LostPassDecided) -> None:
    """Tell somebody what becomes of the pass, and why."""
    lost, note = _lost(event), EnrollmentNote.objects.get(pk=event.note)
    said = {"outcome": event.outcome, "reason": note.reason}
    _tell(event, lost, lost.enrollment.person, said)


def _lost(event: Event) -> LostPass:
    rows = LostPass.objects.select_related(
        "enrollment__person", "enrollment__release__course", "result"
    )
    return rows.get(pk=event.target.key)


def _tell(
    event: Event, lost: LostPass, recipient: Any, parameters: dict[str, str]
) -> None:
    course = lost.enrollment.release.course
    if course is None:
        return
    notify(
        kind=event.name,
        recipient=recipient,
        target=Target.of(course),
        key=event.key,
        now=event.occurred_at,
        parameters={"part": lost.result.title, **parameters},
    )

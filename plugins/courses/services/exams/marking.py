"""Marks: worked out here, kept as rows, and the best one given to the course."""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from lms.events import Target, publish
from lms.events.host import tell_activity
from plugins.courses.enums import ActivityKind, RegradeMode
from plugins.courses.events import EXAM_PASSED, AttemptSubmitted, RemedialOpened
from plugins.courses.models import (
    Attempt,
    AttemptItem,
    Marking,
    Regrade,
    RemedialOrder,
    Result,
)
from plugins.courses.services.exams.admission import standing_of
from plugins.courses.services.exams.grading import Asked, grade, score_of
from plugins.courses.services.results import give_result

Rules = Mapping[Any, Regrade]
"""A version to how it is marked in place of its key."""


def mark_attempt(*, attempt: Attempt, now: datetime) -> Marking:
    """Mark an attempt that was handed in, inside the caller's transaction.

    The caller has locked the person, so that one mark comes after the other.
    """
    items = [*attempt.items.select_related("version")]
    rules = rules_for({item.version_id for item in items})
    shares = {item.place: share_of(item, rules) for item in items}
    marking = keep_marking(attempt, items, shares, now=now)
    publish(
        AttemptSubmitted(
            actor_id=attempt.person_id,
            target=Target.of(attempt),
            occurred_at=now,
            key=f"{AttemptSubmitted.name}:{attempt.key}",
            is_passed=marking.is_passed,
        )
    )
    if not marking.is_passed:
        open_remedial(attempt=attempt, now=now)
    return marking


def rules_for(versions: set[Any]) -> dict[Any, Regrade]:
    """Return the last regrade of each version that has one."""
    rows = Regrade.objects.filter(version__in=versions).select_related("by_version")
    return {row.version_id: row for row in reversed([*rows])}


def share_of(item: AttemptItem, rules: Rules) -> Fraction:
    """Return the share of its points that an answer earns."""
    rule = rules.get(item.version_id)
    if rule is None:
        return grade(Asked.of(item.version), item.response)
    if rule.mode == RegradeMode.FULL or rule.by_version is None:
        return Fraction(1)
    return grade(Asked.of(rule.by_version), item.response)


def shares_of(marking: Marking) -> dict[int, Fraction]:
    """Return the share of each question, by its place."""
    return {int(place): Fraction(text) for place, text in marking.credits.items()}


def keep_marking(
    attempt: Attempt,
    items: list[AttemptItem],
    shares: Mapping[int, Fraction],
    *,
    now: datetime,
    regrade: Regrade | None = None,
) -> Marking:
    """Write the marks of an attempt, and give the best one to the course."""
    score = score_of([(shares[item.place], item.points) for item in items])
    last = attempt.markings.first()
    marking = Marking.objects.create(
        attempt=attempt,
        number=last.number + 1 if last else 1,
        credits={str(place): str(share) for place, share in shares.items()},
        score=score,
        is_passed=score >= attempt.pass_mark,
        regrade=regrade,
        marked_at=now,
    )
    attempt.score, attempt.is_passed = score, marking.is_passed
    attempt.save(update_fields=["score", "is_passed"])
    _give_best(attempt, now)
    return marking


def _give_best(attempt: Attempt, now: datetime) -> None:
    """Give the best mark of all attempts, unless it is the one that was given."""
    exam = attempt.exam
    sat = Attempt.objects.filter(exam=exam, person=attempt.person_id)
    best = sat.exclude(score=None).order_by("-is_passed", "-score", "number").first()
    if best is None or best.score is None:
        return
    given = Result.objects.filter(person=attempt.person_id, activity_key=exam.key)
    before = given.current().first()
    if before is not None and (before.score, before.is_passed) == (
        best.score,
        best.is_passed,
    ):
        return
    number = best.markings.count()
    key = f"attempt:{best.key}:{number}"
    if given.filter(key=key).exists():  # it was given, then a better one, which fell
        key = f"{key}:after:{before.pk if before else 0}"
    give_result(
        Result(
            key=key,
            person_id=best.person_id,
            kind=ActivityKind.EXAM,
            activity_key=exam.key,
            title=exam.title,
            course_key=exam.course.key if exam.course else None,
            score=best.score,
            is_passed=bool(best.is_passed),
            decided_at=now,
            replaces=before,
        )
    )
    if best.is_passed:
        tell_activity(
            EXAM_PASSED,
            Target.of(exam),
            person=best.person_id,
            now=now,
            key=f"{exam.key}:{best.person_id}",
        )


def open_remedial(*, attempt: Attempt, now: datetime) -> None:
    """Order reinforced training once the last attempt has failed; one at a time."""
    standing = standing_of(attempt.person, attempt.exam, now)
    is_under_way = any(each.is_open for each in standing.attempts)
    if standing.left or is_under_way or standing.is_passed:
        return
    order, is_new = RemedialOrder.objects.get_or_create(
        exam=attempt.exam,
        person_id=attempt.person_id,
        closed_at=None,
        defaults={"opened_at": now},
    )
    if not is_new:
        return
    publish(
        RemedialOpened(
            actor_id=attempt.person_id,
            target=Target.of(order),
            occurred_at=now,
            key=f"{RemedialOpened.name}:{order.key}",
        )
    )

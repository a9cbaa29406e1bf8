"""What somebody is shown of an attempt that is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from plugins.courses.enums import Review
from plugins.courses.models import Attempt, AttemptItem
from plugins.courses.services.exams.admission import Standing
from plugins.courses.services.exams.grading import half_up
from plugins.courses.services.exams.marking import rules_for, shares_of
from plugins.courses.services.exams.question_kinds import right_answer, said


@dataclass(frozen=True)
class Reviewed:
    """A question of an attempt that is over; `right` and `feedback` only if allowed."""

    item: AttemptItem
    response: str
    share: Fraction
    points: Decimal
    right: str = ""
    feedback: str = ""

    @property
    def is_right(self) -> bool:
        """Whether it earned all of its points."""
        return self.share == 1


def review_of(attempt: Attempt, standing: Standing) -> Review:
    """Return how much of an attempt its owner is shown now.

    Right answers only to whoever has passed, unless the exam allows more; never while
    another attempt is under way.
    """
    exam = attempt.exam
    if attempt.is_open or exam.review == Review.NOTHING:
        return Review.NOTHING
    waits = exam.review_after_close and not exam.is_past(standing.now)
    has_failed = not standing.is_passed and not exam.review_after_failing
    if waits or has_failed or standing.open_attempt is not None:
        return Review.MARKS
    return Review(exam.review)


def reviewed(attempt: Attempt, review: str) -> Sequence[Reviewed]:
    """Return the questions of an attempt, with what `review` allows."""
    marking = attempt.markings.first()
    if review == Review.NOTHING or marking is None:
        return []
    items = [*attempt.items.select_related("version")]
    shares = shares_of(marking)
    shows_key = review == Review.ANSWERS
    rules = rules_for({item.version_id for item in items}) if shows_key else {}
    found = []
    for item in items:
        share, version = shares[item.place], item.version
        rule = rules.get(item.version_id)
        key = rule.by_version.key if rule and rule.by_version else None
        found.append(
            Reviewed(
                item,
                said(version, item.response),
                share,
                half_up(share * Fraction(item.points)),
                right_answer(version, key) if shows_key else "",
                version.feedback if shows_key else "",
            )
        )
    return found

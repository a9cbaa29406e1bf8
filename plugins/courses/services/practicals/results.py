"""Results of practicals: what the sittings of a person come to."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from lms.events import Target
from lms.events.host import tell_activity
from plugins.courses.enums import ActivityKind
from plugins.courses.events import PRACTICAL_PASSED
from plugins.courses.models import Practical, Result, Sitting
from plugins.courses.services.results import give_result


def settle(practical: Practical, candidate: Any, now: datetime) -> None:
    """Give each decided sitting of a person the result that it should have; repeatable.

    The practical is passed with the sitting that reaches the number of passes needed, so
    another mark for one sitting may give the later ones another result too.
    """
    rows = practical.sittings.select_for_update(of=("self",)).filter(
        candidate=candidate
    )
    passes = 0
    for row in rows.decided().select_related("result").order_by("decided_at", "number"):
        passes += bool(row.is_passed)
        is_done = bool(row.is_passed) and passes >= practical.passes_needed
        before = row.result
        if before is None or (before.score, before.is_passed) != (row.score, is_done):
            row.result = _give(row, practical, is_done, now)
            row.save(update_fields=["result"])
        if is_done:
            tell_activity(
                PRACTICAL_PASSED, Target.of(practical), person=row.candidate_id, now=now
            )


def _give(row: Sitting, practical: Practical, is_done: bool, now: datetime) -> Result:  # noqa: FBT001 (of a row)
    before, turn = row.result, 1
    if before is not None:
        turn = int(before.key.rpartition(":")[2]) + 1
    return give_result(
        Result(
            key=f"sitting:{row.key}:{turn}",
            person_id=row.candidate_id,
            kind=ActivityKind.PRACTICAL,
            activity_key=practical.key,
            title=row.title,
            course_key=practical.course.key if practical.course else None,
            score=row.score or Decimal(),
            is_passed=is_done,
            decided_at=now,
            replaces=before,
        )
    )

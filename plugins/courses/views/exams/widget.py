"""What exams have on the first page."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from lms.extensions import HomeWidget
from plugins.courses.models import Attempt, Exam
from plugins.courses.services.exams.admission import standings

MOST = 5
MOST_EXAMS = 50


class ExamsToSit(HomeWidget):
    """The attempt that is under way, and exams to be sat by a day."""

    template = "lms_courses/exams/widget.html"

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        """Return both; None when there is neither."""
        user: Any = request.user
        now = timezone.now()
        under_way = Attempt.objects.of(user).running(now)
        attempts = [*under_way.select_related("exam")]
        assigned = Exam.objects.visible_for(user).filter(assignments__person=user)
        rows = [
            standing
            for standing in standings(user, [*assigned[:MOST_EXAMS]], now)
            if standing.may_start and not standing.is_passed
        ]
        found = {
            "attempts": attempts,
            "exams": sorted(rows, key=_soonest)[:MOST],
            "today": timezone.localdate(),
        }
        return found if attempts or rows else None


def _soonest(standing: Any) -> tuple[bool, str]:
    due = standing.assignment and standing.assignment.due_on
    return due is None, str(due)

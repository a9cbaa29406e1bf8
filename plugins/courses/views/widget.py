"""What courses have on the first page."""

from typing import Any

from django.http import HttpRequest

from lms.extensions import HomeWidget
from plugins.courses.models import Enrollment
from plugins.courses.views.mine import entries_of

MOST = 4


class MyCourses(HomeWidget):
    """What is due, and where one goes on."""

    template = "lms_courses/widget.html"

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        """Return the courses that are not completed, what is due first; None if none."""
        user: Any = request.user
        rows = Enrollment.objects.of(user).running().select_related("release__course")
        ordered = rows.filter(release__course__live=True).order_by(
            "due_on", "-begun_at"
        )
        soonest = [*ordered[:50]]
        dated = [row for row in soonest if row.due_on]
        others = [row for row in soonest if not row.due_on]
        entries = entries_of([*dated, *others][:MOST], user)
        shown = [each for each in entries if each["course"] is not None]
        return {"entries": shown} if shown else None

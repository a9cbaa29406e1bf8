"""What classes have on the first page."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from lms.extensions import HomeWidget
from plugins.courses.models import ClassSession, MakeUpOrder
from plugins.courses.services.classes.signing_in import is_open
from plugins.courses.views.classes.explaining import shown_time


class NextClass(HomeWidget):
    """One's next class, or the one to sign in to now; what one has to make up."""

    template = "lms_courses/classes/widget.html"

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        """Return both; None when there is neither."""
        now = timezone.now()
        rows = ClassSession.objects.attended_by(request.user).held()
        session = rows.filter(ends_at__gt=now).first()
        order = MakeUpOrder.objects.waiting().filter(member__person=request.user.pk).first()  # fmt: skip
        if session is None and order is None:
            return None
        return {
            "session": session,
            "when": shown_time(session.starts_at) if session else "",
            "is_open": session is not None and is_open(session, now),
            "order": order,
        }

"""What complaints have on the first page."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from lms.extensions import HomeWidget
from plugins.complaints.models import HANDLE, CallBack, Complaint
from plugins.complaints.views.clocks import with_clocks

MOST = 5


class MyComplaints(HomeWidget):
    """What one handles, what is over, who is to be called back."""

    template = "lms_complaints/widget.html"

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        """Return what is due; None when there is nothing."""
        user: Any = request.user
        now = timezone.now()
        mine = Complaint.objects.unfinished().filter(handler=user)
        found: dict[str, Any] = {
            "rows": with_clocks([*mine.select_related("category")[:MOST]], now)
        }
        if user.has_perm(HANDLE):
            found["over"] = Complaint.objects.over(now).order_by().count()
            found["calls"] = CallBack.objects.to_make(user).count()
        return found if any(found.values()) else None

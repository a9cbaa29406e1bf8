"""What the archive has on the first page."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from lms.extensions import HomeWidget
from plugins.archives.models import KEEP, Action, Risk
from plugins.archives.services.weekly import due_day, led_teams, missing, week_due

MOST = 5


class DueInArchive(HomeWidget):
    """Action items of one's own, reports that are due, risks to look at."""

    template = "lms_archives/widget.html"

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        """Return what is due; None when there is nothing."""
        user: Any = request.user
        today = timezone.localdate()
        monday = week_due(today)
        found: dict[str, Any] = {
            "actions": [(a, a.due_on < today) for a in Action.objects.of(user)[:MOST]],
            "teams": missing(monday, led_teams(user)),
        }
        if user.has_perm(KEEP):
            found["risks"] = Risk.objects.due(today).order_by().count()
        if not any(found.values()):
            return None
        return {**found, "monday": monday, "due_on": due_day(monday)}

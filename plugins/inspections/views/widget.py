"""What inspections have on the first page."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from lms.extensions import HomeWidget
from plugins.inspections.models import Action, Sheet
from plugins.inspections.services.plans import late_before

MOST = 5


class InspectionsWidget(HomeWidget):
    """What one is to fill in, to read, and to do better."""

    template = "lms_inspections/widget.html"

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        """Return all three; None when there is nothing."""
        user: Any = request.user
        today = timezone.localdate()
        late = late_before(today)
        to_fill = Sheet.objects.to_fill(user)
        to_read = Sheet.objects.of(user).filter(acknowledged_at=None)
        actions = Action.objects.filter(sheet__person=user, done_at=None)
        found = {
            "to_fill": [(s, s.is_late_on(late)) for s in to_fill.with_names()[:MOST]],
            "to_read": [*to_read.with_names()[:MOST]],
            "actions": [
                (row, row.is_late_on(today))
                for row in actions.select_related("sheet")[:MOST]
            ],
        }
        return found if any(found.values()) else None

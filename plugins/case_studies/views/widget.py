"""What cases have on the first page."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from lms.extensions import HomeWidget
from lms.plugins import plugin_settings
from plugins.case_studies.enums import ActionState
from plugins.case_studies.models import CaseAction, CasePage
from plugins.case_studies.models.pick import monday_of

MOST = 5


class CasesOfTheWeek(HomeWidget):
    """The cases of this week, and what the reader has to do because of a case."""

    template = "lms_case_studies/widget.html"

    def context(self, request: HttpRequest) -> dict[str, Any] | None:
        """Return both; None when there is neither."""
        user: Any = request.user
        today = timezone.localdate()
        visible = CasePage.objects.visible_for(request.user)
        cases = visible.filter(picked__pick__week=monday_of(today))
        unfinished = (ActionState.OPEN, ActionState.DOING)
        open_to = CaseAction.objects.visible_for(user)
        own = open_to.filter(owner=user, state__in=unfinished)
        most = max(MOST, plugin_settings("lms_case_studies")["most_cases"])
        found = {
            "cases": [*cases.order_by("picked__place")[:most]],
            "actions": [*own.select_related("page")[:MOST]],
            "today": today,
        }
        return found if found["cases"] or found["actions"] else None

"""What somebody has to check, on the first page."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from knowledge_base.models.freshness import DUE, LATE, own_freshness
from knowledge_base.models.periods import site_day
from lms.extensions import HomeWidget


class DueItems(HomeWidget):
    """How much of what the person owns is to be checked, and how much of it is late."""

    template = "knowledge_base/widgets/due.html"

    def context(self, request: HttpRequest) -> Mapping[str, Any] | None:
        """Return the numbers; nothing for whoever has nothing to check."""
        today = site_day(timezone.now())
        found = own_freshness(request.user, today)
        number = sum(found[state] for state in DUE)
        late = sum(found[state] for state in LATE)
        return {"number": number, "late": late} if number else None

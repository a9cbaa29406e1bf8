"""What somebody has to check, on the first page."""

from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from knowledge_base.models.freshness import DUE, LATE, own_checks
from knowledge_base.models.periods import site_day
from lms.access import Reader
from lms.extensions import HomeWidget

KEPT = 60  # seconds


class DueItems(HomeWidget):
    """How much of what the person owns is to be checked, and how much of it is late."""

    template = "knowledge_base/widgets/due.html"

    def context(self, request: HttpRequest) -> Mapping[str, Any] | None:
        """Return the numbers; nothing for whoever has nothing to check.

        They are kept for a minute: the first page is opened all the time, and has to
        be fast.
        """
        key = f"lms_knowledge_base.due.{request.user.pk}"
        numbers = cache.get_or_set(key, partial(_numbers, request.user), KEPT)
        return numbers if numbers and numbers["number"] else None


def _numbers(user: Reader) -> dict[str, int]:
    today = site_day(timezone.now())
    found = Counter(each.freshness(today) for each in own_checks(user))
    return {
        "number": sum(found[state] for state in DUE),
        "late": sum(found[state] for state in LATE),
    }

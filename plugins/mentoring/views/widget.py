"""What mentoring has on the first page."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from knowledge_base.models.periods import site_day
from lms.extensions import HomeWidget
from lms.plugins import plugin_settings
from plugins.mentoring.enums import Side
from plugins.mentoring.models import DailyReview, Leave, Pair
from plugins.mentoring.services.figures import weeks_of_pairs
from plugins.mentoring.services.sampling import samples_of_pairs


class MyPairs(HomeWidget):
    """Whose observation is missing, and whether today's self-review is."""

    template = "lms_mentoring/widget.html"

    def context(self, request: HttpRequest) -> Mapping[str, Any] | None:
        """Return what is to be written; None when there is nothing."""
        user: Any = request.user
        today = site_day(timezone.now())
        pairs = [*Pair.objects.running().of(user).filter(starts_on__lte=today)]
        if not pairs:
            return None
        taught = [each for each in pairs if each.mentor_id == user.pk]
        weeks = weeks_of_pairs(taught, today)
        days = int(plugin_settings("lms_mentoring")["review_days"])
        own = [
            each
            for each in pairs
            if each.apprentice_id == user.pk and today <= each.reviews_until(days)
        ]
        away = Leave.objects.filter(
            pair__in=own,
            side=Side.APPRENTICE,
            first_day__lte=today,
            last_day__gte=today,
        )
        written = DailyReview.objects.filter(pair__in=own, day=today)
        samples = samples_of_pairs(taught, weeks, today)
        found = {
            "to_sample": [pair for pair in taught if samples[pair.pk].is_due],
            "to_observe": [
                (pair, weeks[pair.pk])
                for pair in taught
                if weeks[pair.pk].is_due or weeks[pair.pk].missing
            ],
            "to_review": [] if not own or written.exists() or away.exists() else own,
        }
        return found if any(found.values()) else None

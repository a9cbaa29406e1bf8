"""Who was the star of the months right before a month."""

from collections import defaultdict
from datetime import date
from typing import Any

from plugins.recognition.models import Star

LONGEST = 24


def month_before(month: date, back: int = 1) -> date:
    """Return the first day of a month before this one."""
    number = month.year * 12 + month.month - 1 - back
    return date(number // 12, number % 12 + 1, 1)


def streaks_before(month: date) -> dict[Any, int]:
    """Return in how many months right before this one people were the star, by key."""
    rows = Star.objects.awarded().filter(
        month__month__gte=month_before(month, LONGEST), month__month__lt=month
    )
    of_month: dict[date, set[Any]] = defaultdict(set)
    for when, person in rows.exclude(person=None).values_list("month__month", "person"):
        of_month[when].add(person)
    found: dict[Any, int] = {}
    going = of_month[month_before(month)]
    for back in range(1, LONGEST + 1):
        going = going & of_month[month_before(month, back)]
        found |= dict.fromkeys(going, back)
    return found

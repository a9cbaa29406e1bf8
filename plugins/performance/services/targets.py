"""Targets of the house: their months are asked of plugins, or entered."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from plugins.performance.models import HouseTarget, TargetValue
from plugins.performance.services.measuring import known_indicators
from plugins.performance.services.scoring import rounded
from plugins.performance.services.settings import last_of, shifted

MOST_MONTHS = 36


def months_of(target: HouseTarget, today: date) -> list[date]:
    """Return the months of a target that have begun, the oldest first."""
    end = min(target.last, today)
    first = target.first.replace(day=1)
    months = (shifted(first, n) for n in range(MOST_MONTHS))
    return [month for month in months if month <= end]


@transaction.atomic
def measure_target(
    *, target: HouseTarget, today: date, again: int = MOST_MONTHS
) -> int:
    """Ask for the figures of a target's months; the newest `again` of them once more.

    Returns how many there are. What somebody enters is left alone.
    """
    item = known_indicators().get(target.source)
    if item is None:
        return 0
    months = months_of(target, today)[-again:]
    for month in months:
        value = item.of_all(month, min(last_of(month), today))
        if value is not None:
            TargetValue.objects.update_or_create(target=target, month=month, defaults={"value": rounded(value)})  # fmt: skip
    return len(months)


def measure_targets(now: datetime) -> str:
    """Ask for this and the last month of each target that runs."""
    today = localdate(now)
    rows = HouseTarget.objects.exclude(source="").filter(first__lte=today, last__gte=shifted(today.replace(day=1), -1))  # fmt: skip
    number = sum(measure_target(target=row, today=today, again=2) for row in rows)
    return f"Figures of targets: {number}"


@transaction.atomic
def write_values(
    *, target: HouseTarget, figures: Mapping[date, Decimal | None]
) -> None:
    """Keep figures that were entered; None takes one away."""
    for month, value in figures.items():
        if value is None:
            target.values.filter(month=month).delete()
        else:
            TargetValue.objects.update_or_create(target=target, month=month, defaults={"value": value})  # fmt: skip

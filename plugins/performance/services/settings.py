"""Settings of the plugin, and days and months worked out from them."""

from datetime import date, timedelta

from lms.plugins import plugin_settings
from plugins.performance.enums import Side

LABEL = "lms_performance"
_MOST = 1_000_000
_LIMITS = {
    "first_day": (1, 28),  # every month has it
    "last_day": (1, 28),
    "plan_days": (0, 366),
    "streak_months": (0, 60),
    "callback_quota": (1, 100_000),
}


def setting(name: str) -> int:
    """Return a setting that is a number or a switch, within what can be counted with."""
    least, most = _LIMITS.get(name, (0, _MOST))
    return max(least, min(int(plugin_settings(LABEL)[name]), most))


def usual_sides() -> dict[str, int]:
    """Return the weights of the sides that a first table begins with."""
    return {side.value: setting(f"{side}_weight") for side in Side}


def shifted(first: date, months: int) -> date:
    """Return the first day of a month so many months later."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def last_of(first: date) -> date:
    """Return the last day of a month."""
    return shifted(first, 1) - timedelta(days=1)


def due_day(first: date, today: date) -> date:
    """Return the day by which the ratings of a month are handed in.

    A month that is opened late has as many days as others.
    """
    begins, ends = setting("first_day"), setting("last_day")
    after = shifted(first, 1).replace(day=ends)
    return max(after, today + timedelta(days=max(ends - begins, 0))) if today > after else after  # fmt: skip


def prizes() -> list[int]:
    """Return what the first, the second and the third get."""
    return [setting(f"{name}_prize") for name in ("first", "second", "third")]

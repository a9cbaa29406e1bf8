"""What is set about complaints, within bounds: no setting makes a page fail."""

from datetime import timedelta
from typing import Any

from lms.plugins import plugin_settings
from plugins.complaints.clocks import DAY, Rules, ServiceHours

MOST = 3650
"""Days, hours and percent beyond it are as good as never."""


def number(name: str) -> int:
    """Return a setting that is a number."""
    return min(max(int(_known()[name]), 0), MOST)


def rules() -> Rules:
    """Return what holds for all time limits."""
    head_after = timedelta(hours=number("head_hours"))
    return Rules(number("near_percent"), head_after, service_hours())


def service_hours() -> ServiceHours:
    """Return when limits run; hours that end before they begin are the whole day."""
    known = _known()
    begins, ends = (_since_midnight(known[f"service_{name}"]) for name in ("from", "until"))  # fmt: skip
    if begins >= ends:
        begins, ends = timedelta(0), DAY
    return ServiceHours(int(known["service_days"]), begins, ends)


def _known() -> dict[str, Any]:
    return plugin_settings("lms_complaints")


def _since_midnight(clock: str) -> timedelta:
    hours, minutes = clock.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))

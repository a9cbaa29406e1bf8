"""Time limits as they are shown: a sign, a word, how much is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plugins.complaints.clocks import Clock, ClockState, Rules
from plugins.complaints.enums import ServiceDays
from plugins.complaints.models import Complaint
from plugins.complaints.models.rows import all_limits
from plugins.complaints.services.rules import rules, service_hours

_MINUTE = timedelta(minutes=1)
SIGNS = {
    ClockState.RUNNING: "◷",
    ClockState.NEAR: "!",
    ClockState.OVER: "‼",
    ClockState.KEPT: "✓",
    ClockState.MISSED: "✗",
}


@dataclass(frozen=True)
class ShownClock:
    """A limit on a page."""

    clock: Clock
    state: ClockState
    now: datetime

    @property
    def sign(self) -> str:
        """What stands for its state, besides the color."""
        return SIGNS[self.state]


def shown_clocks(row: Complaint, now: datetime) -> list[ShownClock]:
    """Return the three limits of a complaint."""
    known = rules()
    return [_shown(clock, now, known) for clock in row.clocks]


def with_clocks(rows: Sequence[Complaint], now: datetime) -> list[tuple[Complaint, ShownClock]]:  # fmt: skip
    """Return complaints, each with the limit that is to be kept next."""
    known = rules()
    return [(row, _shown(row.clock, now, known)) for row in rows]


def _shown(clock: Clock, now: datetime, known: Rules) -> ShownClock:
    return ShownClock(clock, clock.state(now, known), now)


def promises() -> list[dict[str, str]]:
    """Return the limits of each grade in words."""
    day = day_minutes()
    return [
        {
            "grade": row.get_grade_display(),
            "answer": span_of(row.answer_minutes, day),
            "feedback": span_of(row.feedback_minutes, day),
            "close": _("the same day") if row.is_same_day else span_of(row.close_minutes, day),
            "passed_on": span_of(row.passed_minutes, day),
        }
        for row in all_limits()
    ]  # fmt: skip


def day_minutes() -> int:
    """Return how many minutes of a day count."""
    return service_hours().day // _MINUTE


def service_time() -> str:
    """Return when limits run, in words; "" for round the clock."""
    hours = service_hours()
    if hours.is_always:
        return ""
    days = ServiceDays(hours.days).label
    return f"{days} {_clock(hours.begins)}-{_clock(hours.ends)}"


def _clock(since: timedelta) -> str:
    minutes = since // _MINUTE
    return f"{minutes // 60:02}:{minutes % 60:02}"


def span_of(minutes: int, day: int = 24 * 60) -> str:
    """Return minutes as days, of so many minutes each, or hours, where they are whole ones."""
    if minutes % day == 0 and minutes > day:
        days = minutes // day
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    if minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}

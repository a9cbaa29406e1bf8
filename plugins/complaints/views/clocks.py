"""Time limits as they are shown: a sign, a word, how much is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.plugins import plugin_settings
from plugins.complaints.clocks import Clock, ClockState
from plugins.complaints.models import Complaint
from plugins.complaints.models.rows import all_limits

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
    return [_shown(clock, now, _near()) for clock in row.clocks]


def with_clocks(rows: Sequence[Complaint], now: datetime) -> list[tuple[Complaint, ShownClock]]:  # fmt: skip
    """Return complaints, each with the limit that is to be kept next."""
    near = _near()
    return [(row, _shown(row.clock, now, near)) for row in rows]


def _shown(clock: Clock, now: datetime, near: int) -> ShownClock:
    return ShownClock(clock, clock.state(now, near), now)


def _near() -> int:
    return int(plugin_settings("lms_complaints")["near_percent"])


def promises() -> list[dict[str, str]]:
    """Return the limits of each grade in words."""
    return [
        {
            "grade": row.get_grade_display(),
            "answer": span_of(row.answer_minutes),
            "feedback": span_of(row.feedback_minutes),
            "close": _("the same day") if row.is_same_day else span_of(row.close_minutes),
            "passed_on": span_of(row.passed_minutes),
        }
        for row in all_limits()
    ]  # fmt: skip


def span_of(minutes: int) -> str:
    """Return minutes as days or hours, where they are whole ones."""
    if minutes % (24 * 60) == 0 and minutes > 24 * 60:
        days = minutes // (24 * 60)
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    if minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}

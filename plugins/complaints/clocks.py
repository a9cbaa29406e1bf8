"""Time limits, from moments alone: what is near or over is the same whoever asks when."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

PERCENT = 100
NOTHING = timedelta(0)


class Level(models.IntegerChoices):
    """Who answers for a complaint, one above the other."""

    HANDLER = 1, pgettext_lazy("complaint", "Handler")
    SUPERVISOR = 2, pgettext_lazy("complaint", "Supervisor")
    HEAD = 3, pgettext_lazy("complaint", "Head")


class ClockKey(models.TextChoices):
    """What has a time limit."""

    ANSWER = "answer", pgettext_lazy("complaint", "First answer")
    FEEDBACK = "feedback", pgettext_lazy("complaint", "Feedback")
    CLOSE = "close", pgettext_lazy("complaint", "Closing")


class ClockState(models.TextChoices):
    """How a time limit stands."""

    RUNNING = "running", pgettext_lazy("time limit", "In time")
    NEAR = "near", pgettext_lazy("time limit", "Due soon")
    OVER = "over", pgettext_lazy("time limit", "Over the limit")
    KEPT = "kept", pgettext_lazy("time limit", "Kept")
    MISSED = "missed", pgettext_lazy("time limit", "Missed")


@dataclass(frozen=True)
class Clock:
    """Something to be done by a moment."""

    key: ClockKey
    begins_at: datetime
    due_at: datetime
    done_at: datetime | None = None

    def state(self, now: datetime, near_percent: int) -> ClockState:
        """Return how it stands."""
        if self.done_at is not None:
            return ClockState.MISSED if self.lateness(now) else ClockState.KEPT
        if self.lateness(now):
            return ClockState.OVER
        near = (self.due_at - self.begins_at) * near_percent / PERCENT
        return ClockState.NEAR if self.due_at - now <= near else ClockState.RUNNING

    def lateness(self, now: datetime) -> timedelta:
        """Return by how much it was or is over; zero when it is in time."""
        return max((self.done_at or now) - self.due_at, NOTHING)

    def level(self, now: datetime, near_percent: int, head_after: timedelta) -> Level | None:  # fmt: skip
        """Return up to whom it has come; None while nobody need be told."""
        late = self.lateness(now)
        if late >= head_after and late:
            return Level.HEAD
        if late:
            return Level.SUPERVISOR
        is_near = self.state(now, near_percent) is ClockState.NEAR
        return Level.HANDLER if is_near else None


def end_of_day(moment: datetime) -> datetime:
    """Return when the day of a moment is over."""
    day = timezone.localdate(moment) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time.min))

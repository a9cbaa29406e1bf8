"""Time limits, from moments alone: what is near or over is the same whoever asks when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import pgettext_lazy

from plugins.complaints.hours import ROUND_THE_CLOCK, ServiceHours

PERCENT = 100


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
class Rules:
    """What an organisation sets about all time limits."""

    near_percent: int
    head_after: timedelta
    hours: ServiceHours = ROUND_THE_CLOCK


@dataclass(frozen=True)
class Clock:
    """Something to be done by a moment."""

    key: ClockKey
    begins_at: datetime
    due_at: datetime
    done_at: datetime | None = None

    def state(self, now: datetime, rules: Rules) -> ClockState:
        """Return how it stands."""
        if self.done_at is not None:
            return ClockState.MISSED if self.is_late(now) else ClockState.KEPT
        if self.is_late(now):
            return ClockState.OVER
        left = rules.hours.between(now, self.due_at)
        whole = rules.hours.between(self.begins_at, self.due_at)
        is_near = left <= whole * rules.near_percent / PERCENT
        return ClockState.NEAR if is_near else ClockState.RUNNING

    def is_late(self, now: datetime) -> bool:
        """Tell whether it was or is over."""
        return (self.done_at or now) > self.due_at

    def level(self, now: datetime, rules: Rules) -> Level | None:
        """Return up to whom it has come; None while nobody need be told."""
        if self.is_late(now):
            head_at = rules.hours.after(self.due_at, rules.head_after)
            is_long = (self.done_at or now) >= head_at
            return Level.HEAD if is_long else Level.SUPERVISOR
        is_near = self.state(now, rules) is ClockState.NEAR
        return Level.HANDLER if is_near else None

"""Time limits, from moments alone: what is near or over is the same whoever asks when."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

PERCENT = 100
DAY = timedelta(days=1)
WEEK = 7


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
class ServiceHours:
    """From when until when on the first days of each week; all of it as it comes."""

    days: int = WEEK
    begins: timedelta = timedelta(0)
    ends: timedelta = DAY

    @property
    def is_always(self) -> bool:
        """Whether all time counts."""
        return self.days == WEEK and self.day == DAY

    @property
    def day(self) -> timedelta:
        """How much of a day of service counts."""
        return self.ends - self.begins

    def after(self, moment: datetime, span: timedelta) -> datetime:
        """Return when so much has passed, at the first moment at which it has."""
        if self.is_always:
            return moment + span
        begun = self._served(moment)
        wanted = begun + span
        if wanted == begun:
            return moment
        number = -(-wanted // self.day) - 1  # of days of service that are over by then
        weeks, weekday = divmod(number, self.days)
        day = date.fromordinal(weeks * WEEK + weekday + 1)
        return _at(day, self.begins + wanted - number * self.day)

    def between(self, first: datetime, last: datetime) -> timedelta:
        """Return how much passes between two moments."""
        if self.is_always:
            return last - first
        return self._served(last) - self._served(first)

    def end_of_day(self, moment: datetime) -> datetime:
        """Return the end of the day of service that a moment is in, or comes before."""
        first = self.after(moment, timedelta.resolution)
        return _at(timezone.localdate(first), self.ends)

    def _served(self, moment: datetime) -> timedelta:
        """Return how much had passed since the first of all Mondays."""
        local = timezone.make_naive(moment)
        weeks, weekday = divmod(local.toordinal() - 1, WEEK)
        whole = (weeks * self.days + min(weekday, self.days)) * self.day
        if weekday >= self.days:
            return whole
        since = local - datetime.combine(local, time.min)
        return whole + min(max(since - self.begins, timedelta(0)), self.day)


ROUND_THE_CLOCK = ServiceHours()


def _at(day: date, since: timedelta) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min) + since)


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

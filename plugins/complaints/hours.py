"""Service hours: time that counts, as far as time limits go."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

DAY = timedelta(days=1)
WEEK = 7


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

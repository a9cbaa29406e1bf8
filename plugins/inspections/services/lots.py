"""Pure: lots. With the same seed and the same pool the same is drawn."""

import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from plugins.inspections.enums import Shift


class Lots:
    """Draws people, days and inspectors; whoever was drawn least comes first."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)  # noqa: S311 (fair, and to be drawn again by its seed)

    def people(
        self, before: Mapping[int, int], number: int, *, besides: Collection[int] = ()
    ) -> list[int]:
        """Draw so many keys; nobody twice before everybody was drawn once."""
        counts = Counter({key: before[key] for key in sorted(before)})
        for key in besides:
            counts.pop(key, None)
        found: list[int] = []
        while counts and len(found) < number:
            least = min(counts.values())
            chosen = self._random.choice(sorted(k for k, n in counts.items() if n == least))  # fmt: skip
            counts[chosen] += 1
            found.append(chosen)
        return found

    def day(self, days: Sequence[date], taken: Collection[date] = ()) -> date:
        """Draw a day, one that is not taken as long as there is one."""
        free = [day for day in days if day not in taken]
        return self._random.choice(free or days)

    def shift(self) -> Shift:
        """Draw a shift."""
        return self._random.choice([*Shift])


def days_of(month: date, today: date) -> list[date]:
    """Return the days of a month that are not over; all of it once it is over."""
    following = (month + timedelta(days=31)).replace(day=1)
    days = [month + timedelta(days=n) for n in range((following - month).days)]
    return [day for day in days if day >= today] or days

"""When what failed is tried again."""

from datetime import datetime, timedelta

FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=1)
MOST_ATTEMPTS = 8
"""After that many failures somebody has to look: about an hour and a half later."""


def delay_after(attempts: int) -> timedelta:
    """Return how long to wait after that many failures: doubled each time, capped."""
    if attempts < 1:
        return timedelta(0)
    doublings = min(attempts - 1, 16)  # far beyond the cap, and no overflow
    return min(FIRST_DELAY * 2**doublings, LONGEST_DELAY)


def is_due(attempts: int, failed_at: datetime | None, now: datetime) -> bool:
    """Tell whether what failed last at `failed_at` is to be tried again."""
    return failed_at is None or now >= failed_at + delay_after(attempts)

"""What is to be done from time to time: `manage.py run_due` does whatever is due."""

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from lms.extension_points import Extension, ExtensionPoint
from lms.models import DueJob
from lms.plugins.raising import keep_raised
from lms.retries import delay_after

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)
"""For so long a process that was killed keeps others from its job."""
EACH_TIME = timedelta(0)


@dataclass(frozen=True)
class Job:
    """Something to be done at least `interval` apart; doing it twice does no harm."""

    run: Callable[[datetime], str]
    """Takes the time, returns a line on what was done."""
    interval: timedelta = EACH_TIME
    is_atomic: bool = True
    """Whether it runs in one transaction; otherwise it makes its own."""


due_jobs = ExtensionPoint("due_jobs", Job)
"""Jobs: each is run by one process at a time and fails without the others."""


@dataclass(frozen=True)
class Outcome:
    """What became of a job."""

    key: str
    succeeded: bool
    message: str


def run_due_jobs(*, clock: Callable[[], datetime]) -> Iterator[Outcome]:
    """Do what is due and what nobody else is at, one after the other.

    What fails is tried again, at first soon, later once in its interval or in an hour.
    """
    for extension in due_jobs.enabled():
        started = clock()
        if _claim(extension.key, started):
            yield _run(extension, started, clock)


def _claim(key: str, now: datetime) -> bool:
    """Take the job: of several processes one succeeds, on either database."""
    DueJob.objects.get_or_create(key=key)
    is_free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    is_due = Q(next_at=None) | Q(next_at__lte=now)
    row = DueJob.objects.filter(is_free, is_due, key=key)
    return bool(row.update(claimed_until=now + LEASE, started_at=now))


def _run(
    extension: Extension[Job], started: datetime, clock: Callable[[], datetime]
) -> Outcome:
    job = extension.item
    try:
        with transaction.atomic(durable=True) if job.is_atomic else nullcontext():
            message = job.run(started)
    except Exception as error:
        logger.exception("The job %s failed.", extension.key)
        keep_raised(extension.app_label, f"The job {extension.key}", error)
        _note_failure(extension, clock())
        last = traceback.format_exc().strip().rpartition("\n")[2]
        return Outcome(extension.key, succeeded=False, message=last)
    row = DueJob.objects.filter(key=extension.key)
    row.update(
        next_at=started + job.interval,
        claimed_until=None,
        finished_at=clock(),
        failures=0,
        message=message,
    )
    return Outcome(extension.key, succeeded=True, message=message)


def _note_failure(extension: Extension[Job], now: datetime) -> None:
    row = DueJob.objects.get(key=extension.key)
    row.failures += 1
    row.claimed_until, row.finished_at = None, now
    row.message = traceback.format_exc()
    row.next_at = now + min(delay_after(row.failures), extension.item.interval)
    row.save()

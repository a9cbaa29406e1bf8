"""How far somebody is in a course.

Percent is what is done of what the release requires, so it is 0 to 100 whatever is
changed in the course. What was required and is gone from a live course is waived.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from plugins.courses.enums import StepState
from plugins.courses.models import ActivityProgress, Enrollment
from plugins.courses.services.activities import Activity, Addresses, addresses_of

WHOLE = 100


@dataclass(frozen=True)
class Step:
    """One activity of a release, and how far somebody is with it."""

    activity: Activity
    state: StepState
    progress: ActivityProgress | None
    url: str
    """Where it is done; "" for what is gone, and for what has no page of its own here."""

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do."""
        return self.state in {StepState.DONE, StepState.WAIVED}


@dataclass(frozen=True)
class Standing:
    """How far somebody is in a course."""

    enrollment: Enrollment
    steps: list[Step]

    @cached_property
    def required(self) -> list[Step]:
        """What counts: all of it, in a course where nothing is required."""
        found = [step for step in self.steps if step.activity.is_required]
        return found or self.steps

    @property
    def done(self) -> int:
        """How much of it is settled."""
        return sum(step.is_settled for step in self.required)

    @property
    def total(self) -> int:
        """How much there is."""
        return len(self.required)

    @property
    def percent(self) -> int:
        """How much of it is settled, of 100; all of it once it is completed."""
        if self.enrollment.completed_at is not None:
            return WHOLE
        return self.done * WHOLE // self.total if self.total else 0

    @property
    def is_whole(self) -> bool:
        """Whether it may count as completed: all is settled, and something was done."""
        was_done = any(step.state == StepState.DONE for step in self.steps)
        return was_done and self.done == self.total

    @property
    def going_on(self) -> Step | None:
        """Where one goes on: what was open last and is not done, else what comes next."""
        reachable = [step for step in self.steps if step.url]
        unsettled = [step for step in reachable if not step.is_settled]
        seen = {
            step.progress.seen_at: step
            for step in unsettled
            if step.progress and step.progress.seen_at
        }
        if seen:
            return seen[max(seen)]
        required = [step for step in unsettled if step.activity.is_required]
        return next(iter([*required, *unsettled, *reachable]), None)


def standing_of(enrollment: Enrollment) -> Standing:
    """Return how far one enrollment is."""
    return standings_of([enrollment])[enrollment.pk]


def standings_of(enrollments: Iterable[Enrollment]) -> dict[int, Standing]:
    """Return how far some are: two queries, however many they are.

    Releases and their courses should be loaded.
    """
    rows = [*enrollments]
    outlines = {row.pk: activities_of(row.release.outline) for row in rows}
    addresses = addresses_of(each for found in outlines.values() for each in found)
    known: dict[int, dict[str, ActivityProgress]] = {}
    for progress in ActivityProgress.objects.filter(enrollment__in=outlines):
        known.setdefault(progress.enrollment_id, {})[str(progress.key)] = progress
    return {
        row.pk: Standing(
            row, _steps(row, outlines[row.pk], known.get(row.pk, {}), addresses)
        )
        for row in rows
    }


def activities_of(outline: Iterable[Mapping[str, Any]]) -> list[Activity]:
    """Return what a release keeps."""
    return [Activity(**row) for row in outline]


def _steps(
    enrollment: Enrollment,
    outline: Iterable[Activity],
    known: Mapping[str, ActivityProgress],
    addresses: Addresses,
) -> list[Step]:
    course = enrollment.release.course
    offered = course if course is not None and course.live else None
    steps = []
    for each in outline:
        url = addresses.find(each.key, offered) if offered else ""
        progress = known.get(each.key)
        steps.append(Step(each, _state(progress, url), progress, url or ""))
    return steps


def _state(progress: ActivityProgress | None, url: str | None) -> StepState:
    """Return how far somebody is; what is gone has no address."""
    if progress is not None and progress.done_at is not None:
        return StepState.DONE
    if url is None:
        return StepState.WAIVED
    return StepState.NEW if progress is None else StepState.OPENED

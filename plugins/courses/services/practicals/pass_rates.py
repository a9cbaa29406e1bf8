"""How many pass the practicals of a course, and when that is too few."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lms.events import Target, publish
from lms.plugins import plugin_settings
from plugins.courses.events import PassRateLow
from plugins.courses.models import Practical, Sitting
from plugins.courses.services.practicals.scoring import FULL


@dataclass(frozen=True)
class PassRate:
    """So many of the decided sittings of a course, or of a practical without one."""

    practical: Practical
    decided: int
    passed: int

    @property
    def percent(self) -> int:
        """How many of 100, rounded down: what is below the least is not shown as it."""
        return self.passed * FULL // self.decided if self.decided else 0

    @property
    def needs_exercises(self) -> bool:
        """Whether more exercises are needed, once there are enough to tell."""
        chosen = plugin_settings("lms_courses")
        least, fewest = chosen["practical_pass_rate"], chosen["practical_fewest"]
        return self.decided >= fewest and self.passed * FULL < least * self.decided


def pass_rates(practicals: Iterable[Practical]) -> list[PassRate]:
    """Return the rate of each course, in one query."""
    groups: dict[object, list[Practical]] = defaultdict(list)
    for each in practicals:
        groups[each.course_id or f"practical {each.pk}"].append(each)
    keys = [each.pk for group in groups.values() for each in group]
    rows = Sitting.objects.decided().filter(practical__in=keys)
    decided: dict[int, list[bool]] = defaultdict(list)
    for practical, is_passed in rows.values_list("practical", "is_passed"):
        decided[practical].append(bool(is_passed))
    found = []
    for group in groups.values():
        marks = [mark for each in group for mark in decided[each.pk]]
        found.append(PassRate(group[0], len(marks), sum(marks)))
    return found


def watch_pass_rate(practical: Practical, now: datetime) -> None:
    """Tell, once for a course, that too few pass its practicals."""
    course = practical.course_id
    group = Practical.objects.filter(course=course) if course else [practical]
    rate = pass_rates(group)[0]
    if rate.needs_exercises:
        key = f"course {course}" if course else f"practical {practical.pk}"
        publish(
            PassRateLow(
                actor_id=None,
                target=Target.of(practical.course or practical),
                occurred_at=now,
                key=f"{PassRateLow.name}:{key}",
            )
        )

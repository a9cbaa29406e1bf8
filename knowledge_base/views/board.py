"""The figures of a review: how far it is, and what each owner has left."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from knowledge_base.enums import TaskState
from knowledge_base.models.freshness import LATE
from knowledge_base.models.review_cycle import UNDECIDED

WIDTH = 100
REPORTED = (
    TaskState.ADDED,
    TaskState.CHANGED,
    TaskState.RETIRED,
    TaskState.CONFIRMED,
    TaskState.DEFERRED,
    TaskState.CARRIED,
)
"""What a report tells, in its order."""


@dataclass(frozen=True)
class Progress:
    """How much of a review is done."""

    done: int
    total: int
    numbers: tuple[tuple[TaskState, int], ...]

    @property
    def percent(self) -> int:
        """The done part, never 100 before all is done."""
        return self.done * 100 // self.total if self.total else 100


@dataclass(frozen=True)
class OwnerLine:
    """What one owner has done, has left, and is late with."""

    key: int | str
    name: str
    done: int
    late: int
    total: int
    longest: int

    @property
    def waiting(self) -> int:
        """What is left and not late."""
        return self.total - self.done - self.late

    @property
    def bar(self) -> list[tuple[str, float, float]]:
        """Each part of the bar: its name, where it begins, how wide it is."""
        parts, at = [], 0.0
        for name, number in (
            ("done", self.done),
            ("waiting", self.waiting),
            ("late", self.late),
        ):
            width = round(number * WIDTH / self.longest, 2)
            parts.append((name, round(at, 2), width))
            at += width
        return parts


def progress_of(numbers: Mapping[str, int]) -> Progress:
    """Return how far a review with so many tasks in each state is."""
    total = sum(numbers.values())
    left = sum(numbers.get(state, 0) for state in (*UNDECIDED, TaskState.CARRIED))
    shown = tuple((state, numbers.get(state, 0)) for state in REPORTED)
    return Progress(total - left, total, shown)


def owners_of(facts: Iterable[tuple[int | None, str, str]]) -> list[OwnerLine]:
    """Return a line for each owner, who has most left first.

    Each fact is owner, state of the task and freshness of the item.
    """
    counted: dict[int | None, Counter[str]] = defaultdict(Counter)
    for owner, state, freshness in facts:
        left = state in UNDECIDED or state == TaskState.CARRIED
        counted[owner]["total"] += 1
        counted[owner]["late" if left and freshness in LATE else str(left)] += 1
    people = get_user_model()._default_manager.in_bulk(
        [key for key in counted if key is not None]
    )
    longest = max((found["total"] for found in counted.values()), default=1)
    lines = [
        OwnerLine(
            key=owner or "none",
            name=_name(people.get(owner)),
            done=found["False"],
            late=found["late"],
            total=found["total"],
            longest=longest,
        )
        for owner, found in counted.items()
    ]
    return sorted(lines, key=lambda line: (line.done - line.total, line.name))


def _name(person: Any) -> str:
    if person is None:
        return _("Without an owner")
    return str(person.get_full_name() or person.get_username())

"""How far people are from what their posts need: levels, gaps, who covers what."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plugins.growth.enums import Level
from plugins.growth.models import Need, Post, Skill, SkillLevel, posts_in_use

BIG_GAP = 2
"""A gap from which a goal is proposed."""


@dataclass(frozen=True)
class Standing:
    """One skill of one person: what the post needs, and what was agreed last."""

    skill: Skill
    needed: int
    weight: int
    level: int | None

    @property
    def gap(self) -> int:
        """How many levels are missing; 0 as long as nobody has assessed it."""
        return 0 if self.level is None else max(0, self.needed - self.level)

    @property
    def is_met(self) -> bool:
        """Whether it was assessed and is enough."""
        return self.level is not None and not self.gap

    @property
    def is_big(self) -> bool:
        """Whether the gap is large enough for a goal to be proposed."""
        return self.gap >= BIG_GAP

    @property
    def urgency(self) -> int:
        """The gap times its weight."""
        return self.gap * self.weight

    @property
    def level_name(self) -> str:
        """The level in words."""
        return str(Level(self.level).label) if self.level else ""

    @property
    def needed_name(self) -> str:
        """The needed level in words."""
        return str(Level(self.needed).label)


@dataclass(frozen=True)
class Row:
    """Somebody with all skills that the post needs."""

    person: Any
    post: Post
    standings: Sequence[Standing]

    @property
    def urgency(self) -> int:
        """How much is missing in all, weighed."""
        return sum(each.urgency for each in self.standings)

    @property
    def met(self) -> int:
        """How many needs are met."""
        return sum(each.is_met for each in self.standings)

    @property
    def assessed(self) -> int:
        """How many needs were assessed."""
        return sum(each.level is not None for each in self.standings)

    @property
    def worst_first(self) -> Sequence[Standing]:
        """The skills that are missing, the most urgent first."""
        gaps = [each for each in self.standings if each.gap]
        return by_urgency(gaps)


def by_urgency(standings: Iterable[Standing]) -> list[Standing]:
    """Return standings by gap times weight, then by gap, the largest first."""
    return sorted(standings, key=lambda each: (-each.urgency, -each.gap, each.skill.pk))


def needs_by_post() -> Mapping[int, list[Need]]:
    """Return what each post needs of the skills in use, in their order; one query."""
    found: dict[int, list[Need]] = defaultdict(list)
    rows = Need.objects.filter(skill__is_retired=False).select_related("skill")
    for need in rows.order_by("skill__group", "skill__place", "skill"):
        found[need.post_id].append(need)
    return found


def rows_of(people: Iterable[Any]) -> list[Row]:
    """Return those of people who have a post with needs; three queries for all.

    Load the profile beside each person.
    """
    posts, needs = posts_in_use(), needs_by_post()
    found = [(person, posts.of(person)) for person in people]
    held = [(person, post) for person, post in found if post and needs.get(post.pk)]
    levels = _levels([person.pk for person, _post in held])
    return [
        Row(
            person,
            post,
            [
                Standing(n.skill, n.level, n.weight, levels.get((person.pk, n.skill_id)))
                for n in needs[post.pk]
            ],
        )
        for person, post in held
    ]  # fmt: skip


def row_of(person: Any) -> Row | None:
    """Return how somebody stands; None for whoever has no post with needs."""
    return next(iter(rows_of([person])), None)


def _levels(people: Sequence[int]) -> Mapping[tuple[int | None, int], int]:
    newest = SkillLevel.objects.filter(person__in=people).newest().order_by()
    rows = newest.values_list("person", "skill", "level")
    return {(person, skill): level for person, skill, level in rows}


@dataclass
class Coverage:
    """A skill among some people."""

    skill: Skill
    people: int = 0
    assessed: int = 0
    able: int = 0
    """How many do it alone at least."""
    met: int = 0
    short: int = 0
    """How many have a gap."""
    urgency: int = 0
    needed_sum: int = 0
    level_sum: int = 0

    @property
    def is_thin(self) -> bool:
        """Whether one person alone can do it, or nobody."""
        return bool(self.assessed) and self.able <= 1

    @property
    def needed(self) -> float:
        """The mean of what is needed of those who were assessed."""
        return self.needed_sum / self.assessed if self.assessed else 0

    @property
    def level(self) -> float:
        """The mean of what was agreed."""
        return self.level_sum / self.assessed if self.assessed else 0

    def add(self, standing: Standing) -> None:
        """Count one person."""
        self.people += 1
        if standing.level is None:
            return
        self.assessed += 1
        self.able += standing.level >= Level.ALONE
        self.met += standing.is_met
        self.short += bool(standing.gap)
        self.urgency += standing.urgency
        self.needed_sum += standing.needed
        self.level_sum += standing.level


def coverage_of(
    rows: Iterable[Row], key: Callable[[Row], Any] = lambda _row: None
) -> Mapping[Any, list[Coverage]]:
    """Return each skill among the rows of a key, the most urgent first."""
    found: dict[Any, dict[int, Coverage]] = defaultdict(dict)
    for row in rows:
        skills = found[key(row)]
        for each in row.standings:
            skills.setdefault(each.skill.pk, Coverage(each.skill)).add(each)
    return {
        name: sorted(skills.values(), key=lambda c: (-c.urgency, -c.short, c.skill.pk))
        for name, skills in found.items()
    }

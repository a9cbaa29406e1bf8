"""Who holds what: for managers, and for whoever decides on a promotion."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q

from lms.models import StaffProfile, Team
from plugins.certification.enums import Mark
from plugins.certification.models import Award, Level, Scheme

WIDTH = 100


@dataclass(frozen=True)
class Bar:
    """A team: how many of its people hold which level as their highest."""

    team: Team
    members: int
    counts: Mapping[int, int]

    @property
    def certified(self) -> int:
        """How many hold any level."""
        return sum(self.counts.values())

    @property
    def percent(self) -> int:
        """The share of those who hold any level."""
        return self.certified * WIDTH // self.members if self.members else 0

    @property
    def parts(self) -> list[tuple[int, float, float, int]]:
        """Each part of the bar: rank, where it begins, how wide it is, how many."""
        found, at = [], 0.0
        for rank, number in sorted(self.counts.items(), reverse=True):
            width = round(number * WIDTH / self.members, 2)
            found.append((rank, round(at, 2), width, number))
            at += width
        return found


def holders(scheme: Scheme | None, today: date) -> Mapping[str, Any]:
    """Return the certificates of a scheme by what they are worth today.

    Whoever holds the highest level comes first, and of these who has held it longest.
    Leavers are among all alone.
    """
    rows = Award.objects.filter(level__scheme=scheme).exclude(person=None)
    detailed = rows.select_related("person__staff_profile__team", "level__scheme")
    every = detailed.order_by("-level__rank", "held_since", "pk")
    left = every.filter(person__staff_profile__leaves_date__lt=today)
    here = every.filter(person__is_active=True)
    ordered = here.exclude(pk__in=left.order_by().values("pk"))
    return {
        "highest": ordered.topmost_on(today),
        "held": ordered.held_on(today),
        "expiring": ordered.expiring_on(today),
        "expired": ordered.filter(mark=Mark.NONE, expires_on__lt=today),
        "suspended": ordered.filter(mark=Mark.SUSPENDED),
        "all": every,
    }


def coverage(scheme: Scheme | None, today: date) -> list[Bar]:
    """Return a bar for each team with people in it; three queries."""
    present = Q(leaves_date=None) | Q(leaves_date__gte=today)
    profiles = StaffProfile.objects.filter(present, user__is_active=True)
    teams = dict(profiles.exclude(team=None).values_list("user", "team"))
    highest = (
        Award.objects.held_on(today)
        .filter(level__scheme=scheme, person__in=[*teams])
        .order_by()
        .values_list("person")
        .annotate(rank=Max("level__rank"))
    )
    ranks: dict[int, Counter[int]] = defaultdict(Counter)
    for person, rank in highest:
        ranks[teams[person]][rank] += 1
    members = Counter(teams.values())
    rows = Team.objects.filter(pk__in=[*members])
    bars = [Bar(team, members[team.pk], ranks[team.pk]) for team in rows]
    return sorted(bars, key=lambda bar: (-bar.percent, bar.team.name))


def levels_of(scheme: Scheme | None) -> Sequence[Level]:
    """Return the levels of a scheme, the lowest first."""
    return [*Level.objects.filter(scheme=scheme).order_by("rank")]

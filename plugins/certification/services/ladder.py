"""One's own way: each level, what it takes, how far one is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.extensions import Candidate
from plugins.certification.enums import AwardState, Mark
from plugins.certification.models import Award, Candidacy, Level, LevelVersion
from plugins.certification.services.evaluating import (
    Report,
    report_of,
    reports_of,
    since_of,
)


@dataclass(frozen=True)
class Step:
    """A level as one person sees it."""

    level: Level
    report: Report | None
    award: Award | None
    candidacy: Candidacy | None
    may_apply: bool
    is_held: bool
    is_covered: bool
    state: AwardState | None


def ladder_of(user: Any, today: date) -> list[Step]:
    """Return each level that is offered or held, by scheme and rank."""
    mine = _Standing(user, today)
    ordered = sorted(mine.levels(), key=lambda each: (each.scheme.code, each.rank))
    return [mine.step(level) for level in ordered]


class _Standing:
    """Where somebody stands, by level."""

    def __init__(self, user: Any, today: date) -> None:
        self.user, self.today = user, today
        versions = LevelVersion.objects.offered().select_related("level__scheme")
        awards = Award.objects.of(user).standing().select_related("level__scheme")
        candidacies = Candidacy.objects.of(user).under_way()
        detailed = candidacies.select_related("version", "renews", "person")
        self.offered = {each.level_id: each for each in versions}
        self.awards = {each.level_id: each for each in awards}
        self.candidacies = {each.level_id: each for each in detailed}
        self.since = since_of({(user.pk, level) for level in self.offered})
        self.highest: dict[int, int] = {}
        for award in self.awards.values():
            if award.is_held_on(today):
                scheme, rank = award.level.scheme_id, award.level.rank
                self.highest[scheme] = max(self.highest.get(scheme, 0), rank)

    def levels(self) -> Iterable[Level]:
        """Return each level once."""
        rows: list[Any] = [*self.offered.values(), *self.awards.values()]
        rows += self.candidacies.values()
        return {row.level_id: row.level for row in rows}.values()

    def step(self, level: Level) -> Step:
        """Return what one sees of a level."""
        award = self.awards.get(level.pk)
        candidacy = self.candidacies.get(level.pk)
        is_covered = level.rank < self.highest.get(level.scheme_id, 0)
        may_begin = not is_covered and _may_begin(award, self.today)
        is_held = award is not None and award.is_held_on(self.today)
        return Step(
            level=level,
            report=self._report(level, is_enough=is_held or is_covered),
            award=award,
            candidacy=candidacy,
            may_apply=may_begin and candidacy is None and level.pk in self.offered,
            is_held=is_held,
            is_covered=is_covered,
            state=award.state_on(self.today) if award else None,
        )

    def _report(self, level: Level, *, is_enough: bool) -> Report | None:
        if level.pk in self.candidacies:
            return report_of(self.candidacies[level.pk], self.today)
        if is_enough or level.pk not in self.offered:
            return None
        since = self.since.get((self.user.pk, level.pk))
        candidate = Candidate(self.user, self.today, since)
        return reports_of(self.offered[level.pk].tree, [candidate])[self.user.pk]


def _may_begin(award: Award | None, today: date) -> bool:
    if award is None:
        return True
    if award.mark == Mark.SUSPENDED:
        return False
    return award.state_on(today) in {AwardState.EXPIRING, AwardState.EXPIRED}

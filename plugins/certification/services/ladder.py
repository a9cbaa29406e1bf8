"""One's own way: each level, what it takes, how far one is."""

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
    state: AwardState | None


def ladder_of(user: Any, today: date) -> list[Step]:
    """Return each level that is offered or held, by scheme and rank."""
    versions = LevelVersion.objects.offered().select_related("level__scheme")
    offered = {each.level_id: each for each in versions}
    awards = {each.level_id: each for each in _awards(user)}
    candidacies = {each.level_id: each for each in _under_way(user)}
    levels = {each.pk: each for each in (v.level for v in offered.values())}
    levels |= {each.level_id: each.level for each in awards.values()}
    levels |= {each.level_id: each.level for each in candidacies.values()}
    ordered = sorted(levels.values(), key=lambda each: (each.scheme.code, each.rank))
    return [
        _step(
            user,
            level,
            offered.get(level.pk),
            awards.get(level.pk),
            candidacies.get(level.pk),
            today,
        )
        for level in ordered
    ]


def _awards(user: Any) -> Any:
    return Award.objects.of(user).standing().select_related("level__scheme")


def _under_way(user: Any) -> Any:
    rows = Candidacy.objects.of(user).under_way()
    return rows.select_related("version", "renews", "person")


def _step(
    user: Any,
    level: Level,
    version: LevelVersion | None,
    award: Award | None,
    candidacy: Candidacy | None,
    today: date,
) -> Step:
    is_held = award is not None and award.is_held_on(today)
    report = None
    if candidacy is not None:
        report = report_of(candidacy, today)
    elif version is not None and not is_held:
        report = reports_of(version.tree, [Candidate(user, today)])[user.pk]
    return Step(
        level=level,
        report=report,
        award=award,
        candidacy=candidacy,
        may_apply=version is not None
        and candidacy is None
        and _may_begin(award, today),
        is_held=is_held,
        state=award.state_on(today) if award else None,
    )


def _may_begin(award: Award | None, today: date) -> bool:
    if award is None:
        return True
    if award.mark == Mark.SUSPENDED:
        return False
    return award.state_on(today) in {AwardState.EXPIRING, AwardState.EXPIRED}

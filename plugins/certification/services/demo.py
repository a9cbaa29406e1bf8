"""Certified people in the demo, in each state.

Rows are written as they would be at the end of their way: nobody is told of what never
happened, and nobody gets points for it.
"""

import csv
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.contrib.auth import get_user_model
from django.utils.timezone import localdate

from plugins.certification.enums import CandidacyState
from plugins.certification.models import (
    Award,
    Candidacy,
    LevelVersion,
    SignOff,
    SignOffTopic,
)
from plugins.certification.services.badge_keys import begin_keys
from plugins.certification.services.deciding import (
    write_certificate,
    write_decision,
)
from plugins.certification.services.demo_ladder import publish_demo_levels
from plugins.certification.services.evaluating import report_of
from plugins.certification.services.first_schemes import (
    SCHEME,
    add_first_scheme,
)

FOLDER = Path(__file__).parents[1] / "demo"
TRAINER, MANAGER = "trainer", "manager"
TOPICS = {
    "junior": ["basics"],
    "intermediate": ["practical"],
    "senior": ["coaching", "defence"],
}


class _World:
    """Who and what is there, by name."""

    def __init__(self, now: datetime) -> None:
        users = get_user_model()._default_manager.all()
        of_scheme = LevelVersion.objects.filter(level__scheme__code=SCHEME)
        versions = of_scheme.newest()
        self.now = now
        self.first = {each.level_id: each for each in of_scheme.filter(number=1)}
        self.people = {person.get_username(): person for person in users}
        self.versions = {v.level.code: v for v in versions.select_related("level__scheme")}  # fmt: skip
        self.topics = {topic.code: topic for topic in SignOffTopic.objects.all()}

    def knows(self, row: Mapping[str, str]) -> bool:
        """Tell whether the person and the level of a row are there."""
        return row["person"] in self.people and row["level"] in self.versions


def add_demo(now: datetime) -> str:
    """Add what is missing; nothing where somebody is certified, or on the way, already."""
    add_first_scheme()
    begin_keys()
    publish_demo_levels(now)
    world = _World(now)
    if Candidacy.objects.exists() or TRAINER not in world.people:
        return ""
    issued = [_certify(row, world) for row in _read("certificates.csv") if world.knows(row)]  # fmt: skip
    rows = [_apply(row, world) for row in _read("candidates.csv") if world.knows(row)]
    return f"Certificates: {len(issued)}, candidates: {len(rows)} added"


def _read(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        return [*csv.DictReader(file)]


def _candidacy(row: Mapping[str, str], world: _World, topics: list[str]) -> Candidacy:
    moment = world.now - timedelta(days=int(row["days"]))
    person, version = world.people[row["person"]], world.versions[row["level"]]
    for code in topics:
        SignOff.objects.create(
            person=person,
            topic=world.topics[code],
            signed_on=localdate(moment),
            note=row["note"],
            signed_by=world.people[TRAINER],
            created_at=moment,
        )
    return Candidacy.objects.create(
        person=person,
        level=version.level,
        version=version,
        opened_at=moment - timedelta(days=14),
    )


def _certify(row: Mapping[str, str], world: _World) -> Award:
    then = world.now - timedelta(days=int(row["days"]))
    candidacy = _candidacy(row, world, TOPICS[row["level"]])
    candidacy.proposed_by, candidacy.proposed_at = world.people[TRAINER], then
    decider = world.people.get(MANAGER)
    report = report_of(candidacy, localdate(then))
    if not report.is_met:  # of a time when trainers signed everything off
        candidacy.version = world.first[candidacy.level_id]
        report = report_of(candidacy, localdate(then))
    decision = write_decision(candidacy, report, decider, then)
    award = write_certificate(candidacy, decision, None, then)
    _close(candidacy, CandidacyState.ISSUED, then)
    if row["mark"]:
        award.mark, award.mark_reason = row["mark"], row["reason"]
        award.marked_at, award.marked_by = world.now - timedelta(days=5), decider
        award.save()
    return award


def _apply(row: Mapping[str, str], world: _World) -> Candidacy:
    candidacy = _candidacy(row, world, [*filter(None, row["topics"].split("|"))])
    moment = world.now - timedelta(days=int(row["days"]) // 2)
    report = report_of(candidacy, localdate(world.now))
    is_waiting = row["stage"] == CandidacyState.PROPOSED
    if row["stage"] == CandidacyState.OPEN or (is_waiting and not report.is_met):
        return candidacy
    candidacy.proposed_by, candidacy.proposed_at = world.people[TRAINER], moment
    if is_waiting:
        candidacy.state = CandidacyState.PROPOSED
        candidacy.save()
        return candidacy
    report = report_of(candidacy, localdate(moment))
    decider = world.people.get(MANAGER)
    write_decision(candidacy, report, decider, moment, reason=row["reason"])
    _close(candidacy, CandidacyState.REJECTED, moment)
    return candidacy


def _close(candidacy: Candidacy, state: CandidacyState, moment: datetime) -> None:
    candidacy.state, candidacy.closed_at = state, moment
    candidacy.save()

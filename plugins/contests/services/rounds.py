"""Rounds: who is in them, who judges whom, when they begin."""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Prefetch, Q, prefetch_related_objects

from lms.events import tell
from plugins.contests.enums import RoundState
from plugins.contests.events import JudgeAppointed, RoundBegun
from plugins.contests.exceptions import NoJudgeError
from plugins.contests.models import Contest, Entry, Round, Standing
from plugins.contests.services.gates import people_in


def begin_round(
    row: Round, entries: Iterable[Entry], *, actor: Any, now: datetime
) -> None:
    """Let these entries be in a round that begins; tell them."""
    found = [*entries]
    Standing.objects.bulk_create([Standing(round=row, entry=each) for each in found])
    row.state = RoundState.RUNNING
    row.save(update_fields=["state"])
    check_judges(row)
    key = f"{row.pk}:{now.isoformat()}"
    done_by = getattr(actor, "pk", None)
    tell(RoundBegun, row, actor=done_by, now=now, key=key, people=people_in(found))


def tell_judges(contest: Contest, *, actor: Any, now: datetime) -> None:
    """Tell each judge of a round once."""
    for row in contest.rounds.prefetch_related("judges"):
        for judge in row.judges.all():
            key = f"{row.pk}:{judge.pk}"
            tell(JudgeAppointed, row, actor=actor.pk, now=now, key=key, judge=judge.pk)


def is_untouched(row: Round) -> bool:
    """Tell whether nothing of a round is written yet."""
    written = Q(is_absent=True) | Q(sheets__isnull=False) | Q(proposal__isnull=False)
    rows = row.standings.filter(written | Q(mark__isnull=False))
    return not rows.exists()


def with_all(rounds: Any) -> Any:
    """Bring juries and entries of rounds, with people, sheets and proposals."""
    return rounds.select_related("contest").prefetch_related(*_all_of_a_round())


def _all_of_a_round() -> list[Prefetch[Any]]:
    people = get_user_model()._default_manager.select_related("staff_profile__team")
    entries = Standing.objects.with_people().select_related("proposal")
    return [
        Prefetch("judges", people.order_by("pk")),
        Prefetch("standings", entries.prefetch_related("sheets")),
    ]


def standings_of(row: Round) -> list[Standing]:
    """Return the entries of a round, the best first; without ranks as they entered."""
    prefetch_related_objects([row], *_all_of_a_round())
    return sorted(
        row.standings.all(),
        key=lambda each: (each.rank or math.inf, each.entry.entered_at, each.pk),
    )


def judges_of(row: Round) -> list[Any]:
    """Return the jury, with their teams."""
    prefetch_related_objects([row], *_all_of_a_round())
    return [*row.judges.all()]


def may_judge(judge: Any, entry: Entry) -> bool:
    """Tell whether somebody is neither in an entry nor of the team of who is."""
    people = [each.person for each in entry.people if each.person]
    teams = {_team(person) for person in people} - {None}
    return judge.pk not in {each.pk for each in people} and _team(judge) not in teams


def _team(person: Any) -> int | None:
    key = getattr(getattr(person, "staff_profile", None), "team_id", None)
    return int(key) if key else None


def expected(row: Round, standings: Sequence[Standing]) -> dict[int, set[int]]:
    """Return who is to score each entry, by the key of its standing."""
    jury = judges_of(row)
    return {
        each.pk: {judge.pk for judge in jury if may_judge(judge, each.entry)}
        for each in standings
    }


def check_judges(row: Round) -> None:
    """Raise NoJudgeError where an entry of a judged round has nobody to judge it."""
    if not row.is_judged:
        return
    standings = standings_of(row)
    wanted = expected(row, standings)
    for each in standings:
        if not wanted[each.pk]:
            raise NoJudgeError(str(row), each.entry.called)

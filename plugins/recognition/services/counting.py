"""What the evidence of a month comes to, for each person."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count

from lms.extensions import score_sources
from lms.people.here import people_here
from lms.plugins import plugin_settings
from plugins.recognition.enums import Criterion, Mark
from plugins.recognition.models import Candidate, Praise, StarMonth
from plugins.recognition.services.ballots import turnout
from plugins.recognition.services.giving import limit
from plugins.recognition.services.streaks import streaks_before
from plugins.recognition.weighing import (
    Part,
    mean,
    of_goal,
    ranks,
    share,
    total,
    weights_in_use,
)

_NONE = Decimal(0)


@dataclass
class Evidence:
    """What there is of a month, by the keys of people."""

    praise: Mapping[int, int]
    thanks: Mapping[int, int]
    marks: Mapping[int, Sequence[Decimal]]
    votes: Mapping[int, int]
    voted: Mapping[int, int]
    """How many of each team have voted."""
    sizes: Mapping[int | None, int]
    streaks: Mapping[int, int] = field(default_factory=dict)


def evidence_of(month: StarMonth, people: Sequence[Any]) -> Evidence:
    """Ask for all evidence of a month: a fixed number of queries."""
    rows = Praise.objects.shown().filter(
        happened_on__range=(month.month, month.last_day)
    )
    rows = rows.exclude(person=None).order_by()
    customers = rows.from_customers().values_list("person").annotate(n=Count("pk"))
    givers = Count("given_by", distinct=True)
    colleagues = rows.from_colleagues().values_list("person").annotate(n=givers)
    return Evidence(
        praise=dict(customers),
        thanks=dict(colleagues),
        marks=_marks([each.pk for each in people], month.month, month.last_day),
        votes={int(key): number for key, number in month.votes.items()},
        voted=turnout(month),
        sizes=Counter(_team(each) for each in people),
        streaks=streaks_before(month.month),
    )


def _marks(people: Sequence[int], first: date, last: date) -> dict[int, list[Decimal]]:
    """Return the marks of all people, from whichever plugin gives marks."""
    found: dict[int, list[Decimal]] = defaultdict(list)
    none: Mapping[Any, Sequence[Decimal]] = {}
    for source in score_sources.enabled():
        given = score_sources.guarded(
            source, lambda item: item.marks(people, first, last), otherwise=none
        )
        for person, marks in given.items():
            found[person].extend(marks)
    return found


def candidates_of(month: StarMonth, today: date) -> list[Candidate]:
    """Return everybody who has anything, the best first, not saved."""
    people = [*people_here(today)]
    found = evidence_of(month, people)
    worth = {each.pk: _worth(each, found, month) for each in people}
    weights = weights_in_use(month.version.weights, worth)
    rows = [
        Candidate(
            month=month,
            person=person,
            team_id=_team(person),
            total=total(parts),
            parts=[part.as_json() for part in parts],
            marks=_marked(person, found, weights, month),
        )
        for person in people
        if (parts := _parts(person, found, worth[person.pk], weights)) and total(parts)
    ]
    return _ranked(rows)


def _ranked(rows: list[Candidate]) -> list[Candidate]:
    for row, rank in zip(rows, ranks([each.total for each in rows]), strict=True):
        row.rank = rank
    held = Counter(row.rank for row in rows)
    for row in rows:
        if held[row.rank] > 1:
            row.marks = [*row.marks, str(Mark.TIE)]
    return sorted(rows, key=lambda each: each.rank)


def _team(person: Any) -> int | None:
    profile = getattr(person, "staff_profile", None)
    return profile.team_id if profile is not None else None


def _is_secret(team: int | None, found: Evidence) -> bool:
    """Tell whether so many of a team voted that nobody knows who voted for whom."""
    return team is not None and found.voted.get(team, 0) >= limit("fewest_ballots")


def _worth(person: Any, found: Evidence, month: StarMonth) -> dict[str, Decimal]:
    key, team, version = person.pk, _team(person), month.version
    marks, voters = found.marks.get(key), found.sizes.get(team, 0) - 1
    votes = found.votes.get(key, 0) if _is_secret(team, found) else 0
    return {
        Criterion.PRAISE: of_goal(found.praise.get(key, 0), version.praise_goal),
        Criterion.THANKS: of_goal(found.thanks.get(key, 0), version.thanks_goal),
        Criterion.SCORES: mean(marks) if marks else _NONE,
        Criterion.PEERS: share(votes, voters),
    }


def _parts(
    person: Any,
    found: Evidence,
    worth: Mapping[str, Decimal],
    weights: Mapping[str, int],
) -> list[Part]:
    key, team = person.pk, _team(person)
    marks = found.marks.get(key, ())
    voters = max(0, found.sizes.get(team, 0) - 1)
    counted = found.votes.get(key, 0) if _is_secret(team, found) else None
    said = {
        Criterion.PRAISE: str(found.praise.get(key, 0)),
        Criterion.THANKS: str(found.thanks.get(key, 0)),
        Criterion.SCORES: str(mean(marks)) if marks else "",
        Criterion.PEERS: "" if counted is None else f"{counted} / {voters}",
    }
    return [
        Part(str(each), said[each], worth[each], weights[each])
        for each in Criterion
        if each in weights
    ]


def _marked(
    person: Any, found: Evidence, weights: Mapping[str, int], month: StarMonth
) -> list[str]:
    """Return what whoever decides should know: nobody is left out for it."""
    profile = getattr(person, "staff_profile", None)
    job = (profile.job if profile else "").lower()
    joined = profile.joined_date if profile else None
    new_since = month.last_day - timedelta(days=limit("newcomer_days"))
    most = limit("most_in_a_row")
    is_true = {
        Mark.NEW: joined is not None and joined > new_since,
        Mark.JOB: any(word in job for word in marked_jobs()),
        Mark.IN_A_ROW: 0 < most <= found.streaks.get(person.pk, 0),
        Mark.NO_SCORE: Criterion.SCORES in weights and not found.marks.get(person.pk),
        Mark.FEW_BALLOTS: Criterion.PEERS in weights
        and not _is_secret(_team(person), found),
    }
    return [str(mark) for mark, holds in is_true.items() if holds]


def marked_jobs() -> list[str]:
    """Return the words in a job that are marked."""
    text = str(plugin_settings("lms_recognition")["marked_jobs"]).replace("，", ",")
    return [*filter(None, (part.strip().lower() for part in text.split(",")))]

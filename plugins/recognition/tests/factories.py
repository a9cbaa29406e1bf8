"""Thanks, praise, months and stars, made without the way there."""

from datetime import date, datetime
from decimal import Decimal
from itertools import count
from zoneinfo import ZoneInfo

from plugins.recognition.enums import MonthState, PraiseState, Source, StarState
from plugins.recognition.models import (
    BallotPaper,
    Candidate,
    Praise,
    Star,
    StarMonth,
)
from plugins.recognition.services.scheme import add_first_version
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

NOW = datetime(2026, 5, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = date(2026, 5, 20)
"""A Wednesday."""
MAY = date(2026, 5, 1)
_numbers = count(1)


def make_staff(team=None, **fields):
    """Return somebody who belongs to a team."""
    profile = {n: fields.pop(n) for n in ("job", "joined_date") if n in fields}
    person = UserFactory(**fields)
    StaffProfileFactory(user=person, team=team or TeamFactory(), **profile)
    return person


def make_thanks(person=None, by=None, **fields):
    return Praise.objects.create(
        person=person or UserFactory(),
        given_by=by or UserFactory(),
        **{
            "source": Source.COLLEAGUE,
            "reason": "helped",
            "words": f"谢谢你替我接了那通电话 {next(_numbers)}",
            "happened_on": TODAY,
            "given_at": NOW,
            "state": PraiseState.SHOWN,
            **fields,
        },
    )


def make_praise(person=None, by=None, **fields):
    """Return praise of a customer, confirmed."""
    number = next(_numbers)
    values = {"source": Source.LETTER, "reason": "", "words": f"讲得很清楚 {number}"}
    reference = {"reference": f"来信 {number}"}
    return make_thanks(person, by, **{**values, **reference, **fields})


def make_month(month=MAY, **fields):
    values = {"opens_on": month.replace(day=18), "closes_on": month.replace(day=25)}
    version = add_first_version()
    return StarMonth.objects.create(
        month=month, **{"version": version, **values, **fields}
    )


def make_candidate(month, person=None, *, total=80, rank=1, **fields):
    part = {"criterion": "praise", "found": "2", "worth": "66.67", "weight": 40}
    return Candidate.objects.create(
        month=month,
        person=person or make_staff(),
        total=Decimal(total),
        rank=rank,
        parts=[part],
        **fields,
    )


def make_star(month=None, person=None, **fields):
    """Return a star that was announced."""
    month = month or make_month(state=MonthState.ANNOUNCED, announced_at=NOW)
    return Star.objects.create(
        month=month,
        person=person or make_staff(),
        **{
            "reason": "来信里三次提到她",
            "state": StarState.AWARDED,
            "decided_at": NOW,
            "total": Decimal(80),
            **fields,
        },
    )


def make_votes(month, team, votes, voters):
    """Let so many of a team have voted; `votes` are numbers by person."""
    for person in voters:
        BallotPaper.objects.create(month=month, person=person, team=team)
    month.votes = {str(person.pk): number for person, number in votes.items()}
    month.save()

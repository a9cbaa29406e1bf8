"""Votes of teams: one ballot for each person and month, and nobody knows which."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from lms.notifications import is_here
from lms.people.here import people_here
from plugins.recognition.exceptions import (
    NoBallotError,
    NoTeamError,
    OwnPraiseError,
    VotedError,
)
from plugins.recognition.models import BallotPaper, StarMonth
from plugins.recognition.services.giving import team_of


def running_month(today: date) -> StarMonth | None:
    """Return the month for which teams vote now."""
    rows = StarMonth.objects.filter(opens_on__lte=today, closes_on__gte=today)
    return next((row for row in rows.order_by("month") if row.is_voting(today)), None)


def choices_of(voter: Any, today: date) -> Any:
    """Return for whom somebody may vote: the others of the own team."""
    team = team_of(voter)
    rows = people_here(today).exclude(pk=voter.pk)
    return rows.filter(staff_profile__team=team) if team else rows.none()


def has_voted(month: StarMonth, voter: Any) -> bool:
    """Tell whether somebody has used the ballot of a month."""
    return BallotPaper.objects.filter(month=month, person=voter).exists()


@transaction.atomic
def vote(*, month: StarMonth, person: Any, user: Any, now: datetime) -> None:
    """Vote for a colleague of the own team.

    The vote is a number in the row of the month, which grows under its lock; the ballot
    is a row without a time. Raises NoBallotError, OwnPraiseError, NoTeamError, VotedError.
    """
    row = StarMonth.objects.select_for_update().get(pk=month.pk)
    if not row.is_voting(localdate(now)):
        raise NoBallotError
    if person.pk == user.pk:
        raise OwnPraiseError
    team = team_of(user)
    if team is None or team_of(person) != team or not is_here(person, now):
        raise NoTeamError
    _paper, is_new = BallotPaper.objects.get_or_create(
        month=row, person=user, defaults={"team_id": team}
    )
    if not is_new:
        raise VotedError
    votes = {**row.votes, str(person.pk): row.votes.get(str(person.pk), 0) + 1}
    row.votes = dict(sorted(votes.items()))
    row.save(update_fields=["votes"])


def forget_votes(person: Any) -> None:
    """Take away what somebody who is gone was given, as long as nothing is announced."""
    for row in StarMonth.objects.select_for_update().filter(announced_at=None):
        if row.votes.pop(str(person.pk), None) is not None:
            row.save(update_fields=["votes"])


def turnout(month: StarMonth) -> Counter[int]:
    """Return how many of each team have voted."""
    papers = BallotPaper.objects.filter(month=month)
    return Counter(papers.values_list("team", flat=True))

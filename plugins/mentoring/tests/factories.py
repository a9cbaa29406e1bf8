"""Mentors, pairs and what they write, made without the way there."""

from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from plugins.mentoring.models import Mentor, Pair
from tests.factories.people import UserFactory

NOW = datetime(2026, 5, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = date(2026, 5, 20)
"""A Wednesday."""
_numbers = count(1)


def make_mentor(person=None, **fields):
    return Mentor.objects.create(
        person=person or UserFactory(), **{"directions": "投诉处理，情绪安抚", **fields}
    )


def make_pair(*, mentor=None, apprentice=None, begins=TODAY, weeks=12, **fields):
    """Return a pair that runs; with a `state` one that is over."""
    if fields.get("state", "running") != "running":
        fields = {"closed_on": begins + timedelta(days=7 * weeks - 1), **fields}
    return Pair.objects.create(
        mentor=mentor or UserFactory(),
        apprentice=apprentice or UserFactory(),
        starts_on=begins,
        ends_on=begins + timedelta(days=7 * weeks - 1),
        **{"direction": "投诉处理", "made_at": NOW, **fields},
    )


def make_observation(pair, *, seen_on=TODAY, written_at=NOW, **fields):
    number = next(_numbers)
    return pair.observations.create(
        seen_on=seen_on,
        written_at=written_at,
        **{"behaviors": f"先复述再给方案 {number}", "advice": "结尾多问一句", **fields},
    )


def make_leave(pair, first_day, last_day, *, side="apprentice", **fields):
    days = {"first_day": first_day, "last_day": last_day}
    return pair.leaves.create(
        side=side, **days, **{"reason": "年假", "said_at": NOW, **fields}
    )


def make_review(pair, *, day=TODAY, **fields):
    grades = {"attitude": 3, "skill": 2, "communication": 1}
    return pair.reviews.create(
        day=day,
        written_at=NOW,
        **{**grades, "improvement": "少说“但是”", **fields},
    )

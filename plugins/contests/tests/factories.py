"""Contests, entries and marks, made without the way there."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from lms.enums import Role
from plugins.contests.enums import Answer, EntryState
from plugins.contests.models import (
    Contest,
    Entry,
    Member,
    Proposal,
    Round,
    ScoreSheet,
    Standing,
)
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

_numbers = count(1)
CRITERIA = [
    {"name": "礼仪", "name_en": "Manners", "weight": 40},
    {"name": "解决", "name_en": "Solution", "weight": 60},
]
TEXTS = {
    "title": "一句话交接",
    "problem": "重复来电",
    "idea": "弹屏",
    "benefit": "省时",
}


def now() -> datetime:
    return timezone.now()


def day(days=0):
    """Return the day so many days from today."""
    return timezone.localdate() + timedelta(days=days)


def make_person(team=None, role=None):
    """Return somebody of a team."""
    user = UserFactory(role=role)
    return StaffProfileFactory(user=user, team=team or TeamFactory()).user


def make_keeper():
    return make_person(role=Role.MANAGER)


def make_contest(*rounds, **fields):
    """Return a contest that is open; rounds are kind, weight, and how many go on."""
    values = {
        "title": f"比武{next(_numbers)}",
        "opens_on": day(-5),
        "closes_on": day(5),
        "state": "open",
        "made_at": now(),
        "prizes": ["2000", "1500", "1000"],
        **fields,
    }
    contest = Contest.objects.create(**values)
    for number, (kind, weight, *more) in enumerate(rounds or [("theory", 100)], 1):
        make_round(contest, number, kind, weight, *more)
    return contest


def make_round(contest, number, kind, weight, goes_on=None, **fields):
    is_judged = kind in {"practical", "proposal"}
    row = Round.objects.create(
        contest=contest,
        number=number,
        kind=kind,
        weight=weight,
        goes_on=goes_on,
        criteria=CRITERIA if is_judged else [],
        **{"day": day(-1) if kind == "proposal" else None, **fields},
    )
    if is_judged:
        row.judges.add(make_person(), make_person())
    return row


def make_entry(contest, *people, **fields):
    """Return an entry of people who agreed."""
    people = people or (make_person(),)
    entry = Entry.objects.create(
        contest=contest,
        captain=people[0],
        **{"state": EntryState.ENTERED, "entered_at": now(), **fields},
    )
    for person in people:
        make_member(entry, person)
    return entry


def make_member(entry, person, answer=Answer.AGREED):
    return Member.objects.create(
        entry=entry,
        contest=entry.contest,
        person=person,
        answer=answer,
        asked_at=now(),
    )


def run(contest, *entries, number=1):
    """Let a round go on with these entries, and return it."""
    contest.state = "running"
    contest.closes_on = day(-2)
    contest.save()
    row = contest.rounds.get(number=number)
    row.state = "running"
    row.save()
    for entry in entries:
        Standing.objects.create(round=row, entry=entry)
    row.contest = contest
    return row


def mark(row, *marks):
    """Give the entries of a round marks, in the order in which they entered."""
    for standing, each in zip(row.standings.all(), marks, strict=True):
        standing.mark = None if each is None else Decimal(each)
        standing.is_absent = each is None
        standing.save()


def score(row, standing, judge, value, **fields):
    """Hand in a sheet with the same mark for each criterion."""
    return ScoreSheet.objects.create(
        standing=standing,
        judge=judge,
        marks=[str(value)] * len(row.criteria),
        score=Decimal(value),
        handed_in_at=now(),
        **fields,
    )


def make_proposal(standing, **fields):
    person = standing.entry.captain
    values = {**TEXTS, "written_by": person, "written_at": now(), **fields}
    return Proposal.objects.create(standing=standing, **values)


def make_announced(*marks, **fields):
    """Return a contest of one round that is announced, with its entries."""
    contest = make_contest(**fields)
    entries = [make_entry(contest) for _mark in marks]
    row = run(contest, *entries)
    mark(row, *marks)
    ranked = sorted(entries, key=lambda each: -int(marks[entries.index(each)]))
    for rank, entry in enumerate(ranked, 1):
        prize = contest.amounts[rank - 1] if rank <= len(contest.prizes) else None
        Entry.objects.filter(pk=entry.pk).update(rank=rank, prize=prize)
        value = marks[entries.index(entry)]
        row.standings.filter(entry=entry).update(rank=rank, total=value)
    row.state, row.published_at = "published", now()
    row.save()
    contest.state, contest.announced_at = "announced", now()
    contest.save()
    return contest, entries

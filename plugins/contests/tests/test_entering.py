"""Entering alone and as a team, and withdrawing."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from lms.models import Notification
from plugins.contests.enums import EntryState
from plugins.contests.exceptions import (
    BegunError,
    EnteredAlreadyError,
    JudgesItError,
    NoNameError,
    NotForYouError,
    NotOpenError,
    TeamFullError,
    TeamSizeError,
)
from plugins.contests.forms.people import names_of
from plugins.contests.models import Entry, Member
from plugins.contests.services.entering import (
    answer,
    ask_teammate,
    drop_teammate,
    enter,
    strike_out,
    withdraw,
)
from plugins.contests.services.planning import Planned, save_contest
from plugins.contests.tests.factories import (
    day,
    make_contest,
    make_entry,
    make_keeper,
    make_person,
    now,
    run,
)
from tests.factories.people import TeamFactory

pytestmark = pytest.mark.django_db


def test_somebody_enters_once_withdraws_and_enters_again():
    contest, person = make_contest(), make_person()

    entry = enter(contest=contest, user=person, now=now())
    assert entry.state == EntryState.ENTERED
    with pytest.raises(EnteredAlreadyError):
        enter(contest=contest, user=person, now=now())
    for _twice in range(2):
        withdraw(entry=entry, user=person, now=now())
    assert enter(contest=contest, user=person, now=now()) != entry
    with pytest.raises(PermissionDenied):
        withdraw(entry=Entry.objects.last(), user=make_person(), now=now())


@pytest.mark.parametrize(
    "fields",
    [
        {"opens_on": day(1)},
        {"opens_on": day(-9), "closes_on": day(-1)},
        {"state": "draft"},
        {"state": "running"},
        {"state": "announced"},
    ],
)
def test_nobody_enters_outside_the_days_of_registration(fields):
    contest = make_contest(**fields)

    with pytest.raises(NotOpenError):
        enter(contest=contest, user=make_person(), now=now())


def test_a_contest_of_teams_takes_those_of_the_teams_below_too():
    above = TeamFactory()
    below = TeamFactory(parent=above)
    contest = make_contest()
    contest.teams.add(above)

    enter(contest=contest, user=make_person(below), now=now())
    with pytest.raises(NotForYouError):
        enter(contest=contest, user=make_person(), now=now())


def test_a_judge_of_any_round_does_not_enter_and_who_entered_does_not_judge():
    contest = make_contest(("theory", 40, 2), ("practical", 60), team_size=2)
    judge, captain = contest.rounds.get(number=2).judges.first(), make_person()
    for people in ((judge, captain), (captain, judge)):
        with pytest.raises(JudgesItError):
            enter(contest=contest, user=people[0], now=now(), name="队", teammates=people[1:])  # fmt: skip
    mate = make_person()
    entry = enter(contest=contest, user=captain, now=now(), name="队", teammates=[mate])
    contest.rounds.get(number=2).judges.add(mate)
    with pytest.raises(JudgesItError):
        answer(entry=entry, agrees=True, user=mate, now=now())

    theory, practical = (
        Planned(kind=row.kind, weight=row.weight, goes_on=row.goes_on, criteria=row.criteria)
        for row in contest.rounds.all()
    )  # fmt: skip
    plan = {"contest": contest, "teams": [], "user": make_keeper(), "now": now()}
    with pytest.raises(JudgesItError):
        save_contest(rounds=[theory, replace(practical, judges=[captain])], **plan)
    assert save_contest(rounds=[theory, replace(practical, judges=[judge])], **plan)


def test_whoever_entered_does_not_withdraw_once_it_has_begun():
    contest = make_contest()
    entry = make_entry(contest)
    run(contest, entry)

    with pytest.raises(BegunError):
        withdraw(entry=entry, user=entry.captain, now=now())


def test_a_team_is_entered_when_all_agree(django_capture_on_commit_callbacks):
    contest = make_contest(team_size=3)
    captain, first, second, third = (make_person() for _n in range(4))
    with django_capture_on_commit_callbacks(execute=True):
        entry = enter(contest=contest, user=captain, now=now(), name="接力队", teammates=[first, second])  # fmt: skip
    assert Notification.objects.filter(recipient=first).exists()
    assert entry.state == EntryState.FORMING

    answer(entry=entry, agrees=True, user=first, now=now())
    answer(entry=entry, agrees=False, user=second, now=now())
    with pytest.raises(PermissionDenied):
        answer(entry=entry, agrees=True, user=third, now=now())
    ask_teammate(entry=entry, person=third, user=captain, now=now())
    with pytest.raises(TeamFullError):
        ask_teammate(entry=entry, person=make_person(), user=captain, now=now())
    drop_teammate(entry=entry, person=third, user=captain, now=now())
    ask_teammate(entry=entry, person=third, user=captain, now=now())
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            entry = answer(entry=entry, agrees=True, user=third, now=now())

    entry.refresh_from_db()
    assert entry.state == EntryState.ENTERED
    told = Notification.objects.filter(kind="lms_contests.entry_complete")
    assert {*told.values_list("recipient", flat=True)} == {captain.pk, first.pk}
    withdraw(entry=entry, user=first, now=now())
    entry.refresh_from_db()
    assert entry.state == EntryState.FORMING


def test_whoever_was_in_an_entry_that_is_withdrawn_is_told(django_capture_on_commit_callbacks):  # fmt: skip
    contest, captain, mate = make_contest(team_size=2), make_person(), make_person()
    own, other = make_entry(contest, captain, mate, name="甲"), make_entry(contest)
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            withdraw(entry=own, user=captain, now=now())
            strike_out(entry=other, user=make_keeper(), now=now())

    told = Notification.objects.filter(kind="lms_contests.entry_withdrawn")
    people = {*told.values_list("recipient", flat=True)}
    assert people == {mate.pk, other.captain_id}


def test_a_team_has_its_size_and_a_name_of_its_own():
    contest = make_contest(team_size=2)
    captain, mate = make_person(), make_person()

    def enter_as(name, *people):
        return enter(contest=contest, user=captain, now=now(), name=name, teammates=people)  # fmt: skip

    for people in ((), (mate, make_person()), (captain,)):
        with pytest.raises(TeamSizeError):
            enter_as("队", *people)
    make_entry(contest, make_person(), make_person(), name="队")
    for name in ("", " ", "队"):
        with pytest.raises(NoNameError):
            enter_as(name, mate)
    assert enter_as("另一队", mate)


def test_namesakes_of_a_team_are_told_apart():
    first, second = (make_person(TeamFactory(name="热线")) for _n in range(2))
    for each in (first, second):
        each.last_name, each.first_name = "王", "芳"
    third = make_person(first.staff_profile.team)
    second.staff_profile.team = first.staff_profile.team

    names = names_of([first, second, third])
    assert len({*names.values()}) == 3
    assert first.username in names[first.pk]
    assert third.username not in names[third.pk]


def test_who_agrees_to_one_team_declines_the_others():
    contest = make_contest(team_size=2)
    wanted = make_person()
    entries = [
        enter(contest=contest, user=make_person(), now=now(), name=name, teammates=[wanted])
        for name in ("甲", "乙")
    ]  # fmt: skip

    answer(entry=entries[1], agrees=True, user=wanted, now=now())

    said = dict(Member.objects.filter(person=wanted).values_list("entry", "answer"))
    assert said == {entries[0].pk: "declined", entries[1].pk: "agreed"}
    withdraw(entry=entries[1], user=entries[1].captain, now=now())
    assert enter(contest=contest, user=wanted, now=now(), name="丙", teammates=[make_person()])  # fmt: skip

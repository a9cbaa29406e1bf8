"""Weeks in which one of the two is away ask for nothing; who may say so, and when."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given

from lms.enums import Role
from lms.personal_data import anonymise, data_of
from plugins.mentoring.exceptions import LeaveError, LongAgoError, OverError
from plugins.mentoring.services.figures import weeks_of_pairs
from plugins.mentoring.services.leaving import note_leave, take_back_leave
from plugins.mentoring.services.pairing import hand_over
from plugins.mentoring.services.reminding import remind_mentors
from plugins.mentoring.tests.factories import (
    NOW,
    TODAY,
    make_leave,
    make_mentor,
    make_observation,
    make_pair,
)
from plugins.mentoring.tests.test_weeks import FIRST, days, lengths, observations
from plugins.mentoring.weeks import WEEK, WeekState, weeks_of
from tests.factories.people import StaffProfileFactory, UserFactory

MONDAY = TODAY - timedelta(days=2)
ROOT = "/plugins/mentoring/pairs"
DONE = {WeekState.KEPT, WeekState.LATE}


def states(*args, **options):
    return [week.state for week in weeks_of(*args, **options)]


def note(pair, user, first=0, last=4, **options):
    values = {"side": "mentor", "reason": "年假", "now": NOW}
    away = (MONDAY + timedelta(days=first), MONDAY + timedelta(days=last))
    return note_leave(pair=pair, user=user, days=away, **{**values, **options})


@pytest.mark.parametrize(
    ("first", "last", "state"),
    [(0, 4, "excused"), (0, 3, "excused"), (0, 2, "missing"), (3, 12, "excused")],
)
def test_a_week_without_most_of_its_days_is_excused(first, last, state):
    away = [(FIRST + timedelta(days=first), FIRST + timedelta(days=last))]

    found = states(FIRST, FIRST + timedelta(days=6), [], today=FIRST + WEEK, away=away)

    assert found == [state]


@given(first=days, length=lengths, seen=observations(), today=days, off=days, more=lengths)  # fmt: skip
def test_leave_excuses_what_is_open_and_takes_nothing_away(
    first, length, seen, today, off, more
):
    last = first + timedelta(days=length)
    away = [(off, off + timedelta(days=more))]

    plain = states(first, last, seen, today=today)
    found = states(first, last, seen, today=today, away=away)

    for before, after in zip(plain, found, strict=True):
        assert after == before or (after == WeekState.EXCUSED and before not in DONE)


@pytest.mark.django_db
def test_one_of_the_two_says_it_from_this_week_on_and_takes_it_back():
    pair = make_pair(begins=MONDAY - 2 * WEEK)

    for user in (pair.mentor, pair.apprentice):
        leave = note(pair, user, reason="培训")
        with pytest.raises(LongAgoError):
            note(pair, user, -7, -3)
    assert pair.leaves.get() == leave
    assert weeks_of_pairs([pair], TODAY)[pair.pk].excused == 1
    assert remind_mentors(NOW + timedelta(days=1)).endswith("1")  # of last week alone
    take_back_leave(leave=leave, user=pair.mentor, now=NOW)
    assert weeks_of_pairs([pair], TODAY)[pair.pk].excused == 0


@pytest.mark.django_db
def test_weeks_that_are_over_are_excused_by_others_who_keep_pairs():
    pair = make_pair(begins=MONDAY - 2 * WEEK)
    trainer = UserFactory(role=Role.TRAINER)
    own = make_pair(mentor=trainer, begins=MONDAY - 2 * WEEK)

    leave = note(pair, trainer, -7, -3)

    assert weeks_of_pairs([pair], TODAY)[pair.pk].missing == 1
    with pytest.raises(LongAgoError):
        take_back_leave(leave=leave, user=pair.mentor, now=NOW)
    with pytest.raises(LongAgoError):
        note(own, trainer, -7, -3)
    with pytest.raises(PermissionDenied):
        note(pair, UserFactory(role=Role.AGENT))


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "last"), [(4, 0), (-30, 0), (0, 400)])
def test_leave_lies_within_the_pair_and_before_its_end(first, last):
    trainer = UserFactory(role=Role.TRAINER)

    with pytest.raises(LeaveError):
        note(make_pair(begins=MONDAY), trainer, first, last)
    over = make_pair(begins=MONDAY - 4 * WEEK, weeks=2, state="passed")
    with pytest.raises(OverError):
        note(over, trainer)


@pytest.mark.django_db
def test_whoever_takes_over_knows_when_the_apprentice_is_away():
    pair = make_pair(begins=MONDAY - WEEK)
    make_leave(pair, MONDAY, TODAY + WEEK)
    make_leave(pair, TODAY, TODAY + WEEK, side="mentor")
    make_leave(pair, MONDAY - WEEK, MONDAY - timedelta(days=1))
    keeper, mentor = UserFactory(role=Role.TRAINER), make_mentor().person

    begun = hand_over(pair=pair, mentor=mentor, words="轮岗", user=keeper, now=NOW)

    kept = begun.leaves.get()
    assert (kept.first_day, kept.last_day) == (TODAY, TODAY + WEEK)


@pytest.mark.django_db
def test_on_the_page_it_is_said_shown_and_taken_back(client_as):
    today = timezone.localdate()
    pair = make_pair(begins=today)
    apprentice = client_as(user=pair.apprentice)
    sent = {"side": "apprentice", "first_day": today, "last_day": today}

    missing = apprentice.post(f"{ROOT}/{pair.pk}/away/", {**sent, "reason": ""})
    assert 'id="away"' in missing.content.decode()
    apprentice.post(f"{ROOT}/{pair.pk}/away/", {**sent, "reason": "婚假"})
    assert (
        "婚假" in client_as(user=pair.mentor).get(f"{ROOT}/{pair.pk}/").content.decode()
    )
    assert f"{ROOT}/{pair.pk}/#review" not in apprentice.get("/").content.decode()
    assert (
        f"/pairs/{pair.pk}/back/"
        in apprentice.get(f"{ROOT}/{pair.pk}/").content.decode()
    )
    foreign = make_leave(make_pair(), today, today)
    back = f"{ROOT}/{pair.pk}/back/"
    assert apprentice.post(back, {"leave": foreign.pk}).status_code == 404
    apprentice.post(back, {"leave": pair.leaves.get().pk})
    assert not pair.leaves.exists()


@pytest.mark.django_db
def test_many_leaves_cost_no_more_than_one(client_as):
    pair = make_pair(begins=TODAY)
    client = client_as(user=pair.mentor)

    def asked():
        client.get(f"{ROOT}/{pair.pk}/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{ROOT}/{pair.pk}/")
        return len(captured)

    make_leave(pair, TODAY, TODAY, said_by=pair.mentor)
    before = asked()
    for n in range(1, 10):
        day = TODAY + timedelta(days=n)
        make_leave(pair, day, day, side="mentor", said_by=pair.mentor)
    assert asked() == before


@pytest.mark.django_db
def test_why_somebody_was_away_is_forgotten_with_the_name():
    pair = make_pair(begins=MONDAY - 2 * WEEK)
    make_observation(pair)
    make_leave(pair, MONDAY - WEEK, MONDAY - timedelta(days=1), reason="住院")
    make_leave(pair, MONDAY, TODAY, side="mentor", reason="年假")
    assert "住院" in str(data_of(pair.apprentice)["lms_mentoring.leaves"])
    gone = timezone.localdate() - timedelta(days=3)
    StaffProfileFactory(user=pair.apprentice, leaves_date=gone)
    pair.apprentice.refresh_from_db()

    anonymise(person=pair.apprentice, user=None, now=timezone.now())

    assert {*pair.leaves.values_list("reason", flat=True)} == {"", "年假"}

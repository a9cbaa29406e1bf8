"""What surveys tell tables of performance and monthly reports."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from plugins.surveys.services.telling import INDICATORS
from plugins.surveys.services.waves import close_wave
from plugins.surveys.tests.factories import (
    give,
    make_follow_up,
    make_people,
    make_voice,
    make_wave,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told(key, first=-9, last=0):
    today = timezone.localdate()
    return INDICATORS[key].of_all(today + first * DAY, today + last * DAY)


def test_marks_of_customers_are_told_of_the_days_in_which_they_said_so():
    for nps, csat, ces in ((10, 5, 7), (9, 3, 5), (7, 4, None), (0, None, 4)):
        make_voice(nps=nps, csat=csat, ces=ces, hours=48)
    make_voice(nps=0, csat=1, ces=1, hours=24 * 20)

    assert told("nps") == 25
    assert told("csat") == told("ces") == Decimal("66.67")
    assert told("nps", -30) == 0
    assert told("nps", 1, 3) is None
    assert told("csat", 1, 3) is None
    assert INDICATORS["nps"].of_people([UserFactory().pk], timezone.localdate(), timezone.localdate()) == {}  # fmt: skip


def test_calls_count_that_were_made_in_time_or_can_be_no_more():
    assert told("called_back") is None

    def low(hours, called=None, **fields):
        voice = make_voice(**{"csat": 1, "hours": hours, **fields})
        called_at = voice.said_at + timedelta(hours=called) if called else None
        make_follow_up(voice, called_at=called_at, call_note="回过电话")

    low(100, called=47)
    low(100, called=49)
    low(100)
    low(5)  # there is still time
    low(100, called=47, csat=5, nps=None, kind="complaint")  # no low mark

    assert told("called_back") == Decimal("33.33")


def test_what_staff_answer_is_told_by_no_figure():
    people = make_people(5)
    wave = make_wave(people=people)
    for person in people:
        give(wave, person, 4, 9, "好")
    close_wave(wave=wave)

    assert {told(key, last=9) for key in INDICATORS} == {None}

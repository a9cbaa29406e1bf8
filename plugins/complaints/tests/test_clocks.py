"""Time limits: from moments alone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from plugins.complaints.clocks import Clock, ClockKey, ClockState, Level, Rules
from plugins.complaints.enums import Channel, Grade
from plugins.complaints.models import Complaint, Limits
from plugins.complaints.models.rows import first_limits
from plugins.complaints.services.closing import is_drawn

BEGIN = datetime(2026, 8, 3, 2, tzinfo=UTC)  # ten in the morning in Shanghai
HOUR = timedelta(hours=1)
RULES = Rules(25, 4 * HOUR)


def clock(done=None):
    return Clock(ClockKey.FEEDBACK, BEGIN, BEGIN + 2 * HOUR, done)


@pytest.mark.parametrize(
    ("after", "state", "level"),
    [
        (0, ClockState.RUNNING, None),
        (89, ClockState.RUNNING, None),
        (90, ClockState.NEAR, Level.HANDLER),
        (120, ClockState.NEAR, Level.HANDLER),
        (121, ClockState.OVER, Level.SUPERVISOR),
        (359, ClockState.OVER, Level.SUPERVISOR),
        (360, ClockState.OVER, Level.HEAD),
    ],
)
def test_a_limit_comes_up_through_three_levels(after, state, level):
    now = BEGIN + timedelta(minutes=after)

    assert clock().state(now, RULES) is state
    assert clock().level(now, RULES) is level


def test_what_is_done_stays_kept_or_missed_however_late_it_is_asked():
    later = BEGIN + timedelta(days=30)

    assert clock(BEGIN + HOUR).state(later, RULES) is ClockState.KEPT
    assert clock(BEGIN + 3 * HOUR).state(later, RULES) is ClockState.MISSED


def limited(grade, *, begin=BEGIN, **fields):
    row = Complaint(received_at=begin, opened_at=begin, grade=grade, **fields)
    row.set_limits(first_limits(grade))
    return row


def test_the_first_limits_are_those_of_the_plan():
    row = limited(Grade.COORDINATE)

    assert row.answer_due_at - BEGIN == timedelta(minutes=1)
    assert row.feedback_due_at - BEGIN == 2 * HOUR
    assert row.close_due_at - BEGIN == 24 * HOUR
    assert limited(Grade.COORDINATE, is_passed_on=True).close_due_at - BEGIN == timedelta(days=3)  # fmt: skip


def test_somebody_is_at_a_counter_within_ten_minutes():
    row = limited(Grade.SOLVE, channel=Channel.COUNTER)

    assert row.answer_due_at - BEGIN == timedelta(minutes=10)


def test_what_is_solved_at_once_is_closed_on_its_day_but_never_before_its_feedback():
    due = timezone.localtime(limited(Grade.SOLVE).close_due_at)
    assert (due.day, due.hour) == (4, 0)

    evening = BEGIN + 13 * HOUR + timedelta(minutes=50)  # ten minutes before midnight
    row = limited(Grade.SOLVE, begin=evening)
    assert row.close_due_at == row.feedback_due_at


def test_two_percent_or_all_the_sample_is_never_smaller_and_the_same_again():
    for percent in (0, 2, 50, 90, 100):
        drawn = 0
        for closed in range(200):
            key = f"{closed}:0"
            found = is_drawn(key, percent, closed=closed, drawn=drawn)
            assert found == is_drawn(key, percent, closed=closed, drawn=drawn)
            drawn += found
            assert drawn * 100 >= percent * (closed + 1)
        assert drawn <= 200 * max(percent, 1) / 100 * 1.5


def test_major_grades_are_all_called_back_and_others_half():
    assert first_limits(Grade.RISK).call_back_percent == 100
    assert first_limits(Grade.SOLVE).call_back_percent == Limits().call_back_percent == 50  # fmt: skip

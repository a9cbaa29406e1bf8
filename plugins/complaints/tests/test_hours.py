"""Service hours: only they count, as far as time limits go."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from plugins.complaints.clocks import (
    ROUND_THE_CLOCK,
    Clock,
    ClockKey,
    ClockState,
    Level,
    Rules,
    ServiceHours,
)
from plugins.complaints.models import Complaint
from plugins.complaints.models.rows import first_limits

HOUR, DAY, TICK = timedelta(hours=1), timedelta(days=1), timedelta.resolution
OFFICE = ServiceHours(5, 9 * HOUR, 18 * HOUR)
FRIDAY = datetime(2026, 8, 7, 17, tzinfo=timezone.get_fixed_timezone(480))
MONDAY = FRIDAY + timedelta(days=2, hours=16)  # at nine

MOMENTS = st.datetimes(
    datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)  # noqa: DTZ001 (made aware beside it)
)  # fmt: skip
SPANS = st.timedeltas(timedelta(0), timedelta(days=90))
HALVES = st.integers(0, 48).map(lambda half: half * HOUR / 2)
HOURS = st.builds(
    lambda days, ends: ServiceHours(days, *sorted(ends)),
    st.integers(1, 7),
    st.lists(HALVES, min_size=2, max_size=2, unique=True),
)


@given(HOURS, MOMENTS, SPANS)
def test_what_is_due_after_a_span_is_that_span_away(hours, moment, span):
    due = hours.after(moment, span)

    assert due >= moment + span
    assert hours.between(moment, due) == span


@given(HOURS, MOMENTS, SPANS.filter(bool))
def test_it_is_due_at_the_first_moment_and_during_service(hours, moment, span):
    due = hours.after(moment, span)

    assert hours.between(moment, due - TICK) < span
    before = timezone.localtime(due - TICK)
    since = before - before.replace(hour=0, minute=0, second=0, microsecond=0)
    assert hours.begins <= since < hours.ends
    assert before.weekday() < hours.days


@given(HOURS, MOMENTS, SPANS, SPANS)
def test_spans_add_up_and_what_comes_later_is_due_no_sooner(hours, moment, one, two):
    in_between = hours.after(moment, one)

    assert hours.after(in_between, two) == hours.after(moment, one + two)
    assert hours.after(moment + two, one) >= in_between


@given(MOMENTS, SPANS)
def test_round_the_clock_is_plain_time(moment, span):
    whole = ServiceHours(7, timedelta(0), DAY)

    assert whole == ROUND_THE_CLOCK
    assert whole.after(moment, span) == moment + span


@given(HOURS, MOMENTS)
def test_a_day_of_service_ends_after_what_comes_in_and_within_a_week(hours, moment):
    end = hours.end_of_day(moment)

    assert moment < end <= moment + 8 * DAY
    assert hours.between(moment, end) <= hours.day


@pytest.mark.parametrize(
    ("grade", "feedback", "close"),
    [
        # an hour on Friday is left; the closing of the day waits for the feedback
        ("solve", MONDAY + HOUR, MONDAY + HOUR),
        # 24 hours: one on Friday, nine on Monday and Tuesday, five on Wednesday
        ("coordinate", MONDAY + HOUR, MONDAY + 2 * DAY + 5 * HOUR),
    ],
)
def test_limits_do_not_run_through_nights_and_weekends(grade, feedback, close):
    row = Complaint(received_at=FRIDAY, opened_at=FRIDAY, grade=grade)
    row.set_limits(first_limits(grade), OFFICE)

    assert (row.feedback_due_at, row.close_due_at) == (feedback, close)


def test_nobody_is_told_at_night_that_a_limit_is_near_or_long_over():
    clock = Clock(ClockKey.FEEDBACK, FRIDAY, MONDAY + HOUR)
    rules = Rules(25, 4 * HOUR, OFFICE)

    assert clock.state(MONDAY - HOUR, rules) is ClockState.RUNNING
    assert clock.state(MONDAY + HOUR / 2, rules) is ClockState.NEAR
    evening = Clock(ClockKey.FEEDBACK, FRIDAY, FRIDAY + HOUR)
    assert evening.level(MONDAY, rules) is Level.SUPERVISOR
    assert evening.level(MONDAY + 3 * HOUR, rules) is Level.SUPERVISOR
    assert evening.level(MONDAY + 4 * HOUR, rules) is Level.HEAD

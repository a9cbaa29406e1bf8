"""Which weeks ask for an observation, and what each of them is on a day."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.mentoring.weeks import (
    WEEK,
    Seen,
    WeekState,
    active_weeks,
    monday_of,
    weeks_of,
)

FIRST = date(2026, 3, 2)  # a Monday
days = st.dates(FIRST, FIRST + timedelta(days=200))
lengths = st.integers(0, 150)


@st.composite
def observations(draw):
    """Days on which something was seen, each written then or later."""
    found = draw(st.lists(st.tuples(days, st.integers(0, 20)), max_size=12))
    return [Seen(day, day + timedelta(days=late)) for day, late in found]


def states(*args, **options):
    return [week.state for week in weeks_of(*args, **options)]


def test_a_week_counts_when_the_pair_has_most_of_its_days():
    thursday, friday = FIRST + timedelta(days=3), FIRST + timedelta(days=4)
    sunday = FIRST + timedelta(days=6)

    assert active_weeks(thursday, sunday) == [FIRST]
    assert active_weeks(friday, sunday) == []
    assert active_weeks(friday, friday + WEEK) == [FIRST + WEEK]


@pytest.mark.parametrize(
    ("seen", "today", "state"),
    [
        ([], FIRST - WEEK, WeekState.AHEAD),
        ([], FIRST, WeekState.DUE),
        ([], FIRST + timedelta(days=6), WeekState.DUE),
        ([], FIRST + WEEK, WeekState.MISSING),
        ([Seen(FIRST, FIRST + timedelta(days=6))], FIRST + WEEK, WeekState.KEPT),
        ([Seen(FIRST, FIRST + WEEK)], FIRST + WEEK, WeekState.LATE),
        ([Seen(FIRST + WEEK, FIRST + WEEK)], FIRST + WEEK, WeekState.MISSING),
    ],
)
def test_what_a_week_is(seen, today, state):
    assert states(FIRST, FIRST + timedelta(days=6), seen, today=today) == [state]


def test_a_pair_that_begins_later_in_the_week_owes_nothing_before():
    thursday = FIRST + timedelta(days=3)

    assert states(thursday, FIRST + 2 * WEEK, [], today=FIRST)[0] == WeekState.AHEAD


@given(first=days, length=lengths, seen=observations(), today=days)
def test_the_weeks_of_a_pair_are_its_own_and_follow_each_other(
    first, length, seen, today
):
    last = first + timedelta(days=length)

    found = [week.monday for week in weeks_of(first, last, seen, today=today)]

    assert all(later - earlier == WEEK for earlier, later in pairwise(found))
    for monday in found:
        own = [monday + timedelta(days=n) for n in range(7)]
        assert sum(first <= day <= last for day in own) >= 4
    assert len(found) >= length // 7 - 1


@given(first=days, length=lengths, seen=observations(), today=days)
def test_a_week_is_overdue_exactly_when_it_is_over_and_nothing_was_seen_in_it(
    first, length, seen, today
):
    written = {monday_of(each.seen_on) for each in seen}
    for week in weeks_of(first, first + timedelta(days=length), seen, today=today):
        is_over = week.monday + WEEK <= today
        is_overdue = is_over and week.monday not in written
        assert (week.state == WeekState.MISSING) == is_overdue


@given(first=days, length=lengths, seen=observations(), today=days, more=days)
def test_another_observation_never_makes_it_worse(first, length, seen, today, more):
    last = first + timedelta(days=length)
    before = Counter(states(first, last, seen, today=today))

    after = Counter(states(first, last, [*seen, Seen(more, more)], today=today))

    assert after[WeekState.MISSING] <= before[WeekState.MISSING]
    assert after[WeekState.KEPT] >= before[WeekState.KEPT]


@given(first=days, length=lengths, seen=observations(), today=days)
def test_time_alone_turns_nothing_into_kept(first, length, seen, today):
    last = first + timedelta(days=length)
    done = {WeekState.KEPT, WeekState.LATE}

    now = states(first, last, seen, today=today)
    later = states(first, last, seen, today=today + WEEK)

    for before, after in zip(now, later, strict=True):
        assert (before in done) == (after in done)
        assert not (before == WeekState.MISSING and after != WeekState.MISSING)

"""The agenda: pure."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plugins.community.services.agenda import (
    lay_out,
    moved,
    next_month,
    working_day,
)
from plugins.community.tests.factories import NOW

ORDERS = st.lists(st.integers(0, 50), unique=True, max_size=12)


@given(st.lists(st.integers(1, 120), max_size=15))
def test_slots_follow_one_another_and_add_up(minutes):
    slots = lay_out(NOW, minutes)

    begins = [slot.begins_at for slot in slots]
    ends = [slot.ends_at for slot in slots]
    assert begins == [NOW, *ends][: len(slots)]
    assert [*ends, NOW][-1 if not slots else len(slots) - 1] - NOW == timedelta(
        minutes=sum(minutes)
    )


@given(ORDERS, st.integers(0, 50), st.integers(-60, 60))
def test_moving_loses_nothing_and_keeps_the_others_in_order(order, which, by):
    found = moved(order, which, by)

    assert sorted(found) == sorted(order)
    assert [n for n in found if n != which] == [n for n in order if n != which]
    if which in order:
        wanted = order.index(which) + by
        assert found.index(which) == min(max(wanted, 0), len(order) - 1)


@given(st.dates(date(2020, 1, 1), date(2040, 12, 1)), st.sampled_from([1, 2, 3, 6]))
def test_the_next_month_of_a_cycle_comes_soon_and_is_one_of_it(today, every):
    month = next_month(today, every)

    assert today < month <= today + timedelta(days=31 * every)
    assert (month.month - 1) % every == 0


def test_a_meeting_of_a_weekend_is_on_the_friday_before():
    assert working_day(date(2026, 8, 1), 15) == date(2026, 8, 14)
    assert working_day(date(2026, 11, 1), 15) == date(2026, 11, 13)
    assert working_day(date(2026, 6, 1), 15) == date(2026, 6, 15)

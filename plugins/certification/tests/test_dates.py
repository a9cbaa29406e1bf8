"""What a certificate is worth on a day, against an oracle that counts the days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.certification.enums import AwardState, Mark
from plugins.certification.models import Award
from plugins.certification.services.deciding import after_months, renewal_day
from plugins.certification.services.kinds import whole_months
from plugins.certification.services.renewing import step_of
from plugins.certification.tests.factories import TODAY, make_award, make_level

days = st.dates(date(2020, 1, 1), date(2032, 12, 31))


@given(
    days,
    st.none() | st.integers(0, 1500),
    st.integers(0, 200),
    st.sampled_from(Mark.values),
    days,
)
def test_its_state_is_that_of_the_calendar(begins, lasts, before, mark, today):
    expires = None if lasts is None else begins + timedelta(days=lasts)
    award = Award(
        valid_from=begins,
        expires_on=expires,
        renews_from=renewal_day(begins, expires, before),
        mark=mark,
    )

    state, is_held = award.state_on(today), award.is_held_on(today)

    if mark:
        assert state == mark
        assert not is_held
        return
    left = None if expires is None else (expires - today).days
    is_soon = left is not None and 0 <= left <= before and today >= begins
    assert (state == AwardState.EXPIRED) == (left is not None and left < 0)
    assert (state == AwardState.EXPIRING) == is_soon
    assert is_held == (begins <= today and (left is None or left >= 0))


@given(days, st.integers(1, 60))
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day, months):
    later = after_months(day, months)

    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
    assert whole_months(day, later) in {months, months - (later.day < day.day)}


@given(days, st.integers(0, 120))
def test_the_reminder_is_the_latest_whose_time_has_come(expires, left):
    award = Award(expires_on=expires)
    steps = (7, 30, 60, 90)

    step = step_of(award, expires - timedelta(days=left), steps)

    assert step == min((each for each in steps if each >= left), default=None)


@pytest.mark.django_db
def test_the_database_and_the_row_agree_on_what_is_held():
    level = make_level(renewal_days=20)
    for begins in (-100, -10, 0, 5):
        for lasts in (None, 0, 9, 10, 15, 200):
            for mark in ("", "superseded"):
                make_award(
                    level,
                    begins=TODAY + timedelta(days=begins),
                    days=lasts,
                    mark=mark,
                )

    held = {*Award.objects.held_on(TODAY)}
    expiring = {*Award.objects.expiring_on(TODAY)}

    rows = [*Award.objects.all()]
    assert held == {each for each in rows if each.is_held_on(TODAY)}
    is_soon = {each for each in held if each.state_on(TODAY) == AwardState.EXPIRING}
    assert expiring == is_soon
    assert held - expiring

"""Periods and freshness, against answers found by walking from day to day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.enums import Cadence, Freshness
from knowledge_base.models import KnowledgeItem, ReviewPolicy
from knowledge_base.models.freshness import Checked, checked, with_check, with_freshness
from knowledge_base.models.periods import period_of, site_day
from tests.factories.knowledge_base import FaqFactory

MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
DAY = timedelta(days=1)
days = st.dates(date(1990, 1, 1), date(2090, 1, 1))
cadences = st.sampled_from([*MONTHS])
first_months = st.integers(1, 12)
waits = st.integers(0, 40)


def begins_a_period(day, months, first_month):
    """Tell by counting on from the first month whether a period begins on a day."""
    month, beginnings = first_month, set()
    for _step in range(12 // months):
        beginnings.add((month - 1) % 12 + 1)
        month += months
    return day.day == 1 and day.month in beginnings


@given(days, cadences, first_months)
def test_a_period_is_what_lies_between_two_beginnings(day, cadence, first_month):
    first = day
    while not begins_a_period(first, MONTHS[cadence], first_month):
        first -= DAY
    last = day
    while not begins_a_period(last + DAY, MONTHS[cadence], first_month):
        last += DAY

    period = period_of(day, cadence, first_month)

    assert (period.starts_on, period.ends_on) == (first, last)
    assert period.following.starts_on == last + DAY


@given(days, cadences, first_months)
def test_the_periods_of_a_year_are_numbered_from_its_first_month(
    day, cadence, first_month
):
    period = period_of(day, cadence, first_month)
    first = period.starts_on
    steps = 1
    while first.month != first_month:
        first = period_of(first - DAY, cadence, first_month).starts_on
        steps += 1

    assert period.number(first_month) == steps
    assert period.fiscal_year(first_month) == first.year


@given(days, st.none() | days, cadences, first_months)
def test_the_next_check_is_due_at_the_end_of_the_period_after(
    day, current, cadence, first_month
):
    policy = ReviewPolicy(kind="faq", cadence=cadence, first_month=first_month)

    due = policy.due_after(day, current)

    last = period_of(day, cadence, first_month).following.ends_on
    assert due == (last if current is None or current < last else current)


def test_what_is_never_checked_has_no_period():
    assert period_of(date(2026, 5, 1), Cadence.NONE) is None


@given(
    days, st.none() | days, st.booleans(), st.sampled_from(["", "a", "b"]), waits, waits
)
def test_freshness_is_what_walking_over_the_days_says(
    today, due, retired, verified, lead, grace
):
    known = Checked(
        live_hash="a",
        verified_hash=verified,
        next_due_on=due,
        is_retired=retired,
        lead_days=lead,
        grace_days=grace,
    )
    soon = {due - k * DAY for k in range(lead + 1)} if due else set()
    late = {due + k * DAY for k in range(1, grace + 1)} if due else set()
    if retired:
        expected = Freshness.RETIRED
    elif verified != "a":
        expected = Freshness.UNVERIFIED
    elif today in soon:
        expected = Freshness.DUE_SOON
    elif today in late:
        expected = Freshness.OVERDUE
    elif due and today > due:
        expected = Freshness.STALE
    else:
        expected = Freshness.VERIFIED

    assert known.freshness(today) == expected


@pytest.mark.django_db
def test_the_database_computes_the_same_freshness():
    ReviewPolicy.objects.filter(kind="faq").update(lead_days=3, grace_days=2)
    today, moment = date(2026, 3, 2), datetime(2026, 1, 5, tzinfo=UTC)
    for offset in (None, *range(-4, 6)):
        for verified in ("", "other", "live"):
            item = FaqFactory().item
            item.live_hash, item.verified_hash = "live", verified
            item.verified_at = moment if verified else None
            item.next_due_on = None if offset is None else today + offset * DAY
            item.save()
    KnowledgeItem.objects.filter(pk=item.pk).update(retired_at=moment)

    rows = with_freshness(with_check(KnowledgeItem.objects.all(), "faq"), today)

    found = {row.pk: row.freshness for row in rows}
    assert found == {r.pk: checked(r, r.live_hash).freshness(today) for r in rows}
    assert set(found.values()) == set(Freshness.values)


@given(st.integers(946_684_800, 2_524_608_000))
def test_i16_a_day_is_one_of_the_calendar_of_the_site(seconds):
    moment = datetime.fromtimestamp(seconds, UTC)
    eight_hours_on = datetime.fromtimestamp(seconds + 8 * 3600, UTC)

    assert site_day(moment).isoformat() == eight_hours_on.isoformat()[:10]

"""Points given to a team fund, and taken back while they are there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.enums import Role
from plugins.rewards.enums import AccountKind, EventKind
from plugins.rewards.exceptions import NotYoursError, SpentError, TooLateError
from plugins.rewards.models import LedgerEvent, Redemption
from plugins.rewards.services.audit import audit
from plugins.rewards.services.funds import TAKEN_BACK_WITHIN, donate, take_back
from plugins.rewards.services.redemptions import cancel, redeem
from plugins.rewards.services.replay import replay
from plugins.rewards.services.taking_back import decide_case, open_case
from plugins.rewards.tests.factories import (
    NOW,
    give,
    make_fund,
    make_gift,
    make_manager,
    points_of,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def leader():
    return UserFactory()


@pytest.fixture
def fund(leader):
    return make_fund(leader=leader)


@pytest.fixture
def giver():
    person = UserFactory()
    give(person, 50)
    return person


def given(fund, giver, points=30, *, turn=0, now=NOW):
    return donate(fund=fund, user=giver, points=points, turn=turn, now=now)


def spend(fund, leader, *, price=10, now=LATER):
    gift = make_gift(price=price)
    return redeem(gift=gift, user=leader, seen_price=price, turn=0, fund=fund, now=now)


def is_clean():
    return [f.code for f in audit() if not f.is_clean] == [] and replay() == []


def test_what_was_given_comes_back_once_and_nothing_is_erased(fund, giver):
    donation = given(fund, giver)

    first, second = (
        take_back(donation=donation, user=giver, now=LATER) for _click in range(2)
    )

    assert first == second
    assert (points_of(giver), points_of(fund.holder)) == (50, 0)
    assert first.reverses == donation
    kinds = LedgerEvent.objects.filter(holder__user=giver).values_list(
        "kind", flat=True
    )
    assert [*kinds] == [EventKind.RETURN, EventKind.DONATE, EventKind.AWARD]
    assert is_clean()


def test_what_comes_back_pays_first_what_is_owed(fund, giver):
    donation = given(fund, giver, 50)
    award = LedgerEvent.objects.given().get()
    case = open_case(award=award, reason="照抄", now=NOW)
    decide_case(case=case, user=make_manager(), takes=True, now=NOW)

    take_back(donation=donation, user=giver, now=LATER)

    assert points_of(giver, AccountKind.DEBT) == points_of(giver) == 0
    assert is_clean()


def test_once_the_fund_has_spent_something_it_stays(fund, giver, leader):
    donation = given(fund, giver)
    redemption = spend(fund, leader)

    with pytest.raises(SpentError):
        take_back(donation=donation, user=giver, now=LATER)
    assert (points_of(giver), points_of(fund.holder)) == (20, 20)

    cancel(redemption=redemption, user=leader, now=LATER)
    take_back(donation=donation, user=giver, now=LATER)
    assert (points_of(giver), points_of(fund.holder)) == (50, 0)
    assert is_clean()


def test_what_was_spent_before_hinders_nobody(fund, giver, leader):
    other = UserFactory()
    give(other, 50)
    given(fund, other)
    spend(fund, leader)
    donation = given(fund, giver, now=LATER + timedelta(hours=1))

    take_back(donation=donation, user=giver, now=LATER + timedelta(hours=2))

    assert (points_of(giver), points_of(fund.holder)) == (50, 20)


def test_after_a_week_it_stays(fund, giver):
    donation = given(fund, giver)
    moment = timedelta(seconds=1)

    with pytest.raises(TooLateError, match="7"):
        take_back(donation=donation, user=giver, now=NOW + TAKEN_BACK_WITHIN + moment)
    take_back(donation=donation, user=giver, now=NOW + TAKEN_BACK_WITHIN)


def test_nobody_takes_back_what_another_gave_or_what_is_no_gift(fund, giver, leader):
    donation = given(fund, giver)
    award = LedgerEvent.objects.given().get()

    for wrong, user in ((donation, leader), (award, giver)):
        with pytest.raises(NotYoursError):
            take_back(donation=wrong, user=user, now=LATER)
    assert points_of(fund.holder) == 30


def test_the_page_offers_what_can_be_taken_back_and_says_why_not(client_as):
    client, leader = client_as(Role.AGENT), client_as(Role.AGENT).user
    now = timezone.now()
    give(client.user, 50, day=timezone.localdate(), now=now)
    fund, other = make_fund(leader=leader), make_fund()
    spent = given(fund, client.user, 20, now=now)
    kept = given(other, client.user, 20, now=now)
    spend(fund, leader, now=timezone.now())

    page = client.get(reverse("lms_rewards:funds"))

    refusals = {each.event: bool(each.refusal) for each in page.context["donations"]}
    assert refusals == {spent: True, kept: False}
    text = page.content.decode()
    assert reverse("lms_rewards:take_back", args=[kept.pk]) in text
    assert reverse("lms_rewards:take_back", args=[spent.pk]) not in text

    for _click in range(2):
        address = reverse("lms_rewards:take_back", args=[kept.pk])
        page = client.post(address, follow=True)
    assert [each.event for each in page.context["donations"]] == [spent]
    assert points_of(client.user) == 30
    client.post(reverse("lms_rewards:take_back", args=[spent.pk]))
    assert points_of(client.user) == 30
    assert Redemption.objects.count() == 1


def test_many_gifts_take_as_many_queries_as_one(client_as):
    client, fund = client_as(Role.AGENT), make_fund()
    now = timezone.now()
    give(client.user, 50, day=timezone.localdate(), now=now)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("lms_rewards:funds"))
        return len(queries)

    given(fund, client.user, 1, now=now)
    asked()
    before = asked()
    for turn in range(1, 5):
        given(fund, client.user, 1, turn=turn, now=now)

    assert asked() == before

"""Shop, funds, and the way of a redemption."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from plugins.rewards.enums import AccountKind
from plugins.rewards.exceptions import (
    LeaverError,
    LimitError,
    NoReasonError,
    NotEnoughError,
    NotOfferedError,
    NotYoursError,
    OwnDecisionError,
    PriceChangedError,
    SoldOutError,
    StateError,
)
from plugins.rewards.models import GiftChange, LedgerEvent, Redemption
from plugins.rewards.services.audit import audit
from plugins.rewards.services.funds import donate
from plugins.rewards.services.gifts import change_stock, keep_gift
from plugins.rewards.services.ledger import holder_of
from plugins.rewards.services.redemptions import (
    approve,
    cancel,
    fulfil,
    redeem,
    reject,
    turn_of,
)
from plugins.rewards.services.replay import replay
from plugins.rewards.tests.factories import (
    NOW,
    TODAY,
    give,
    make_fund,
    make_gift,
    make_manager,
    points_of,
)
from tests.factories.people import StaffProfileFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rewards")]


@pytest.fixture
def person():
    user = UserFactory()
    give(user, 250)
    return user


@pytest.fixture
def gift():
    return make_gift(price=100, stock=3)


def ask(gift, user, turn=0, **fields):
    return redeem(gift=gift, user=user, turn=turn, **{"seen_price": gift.price, "now": NOW, **fields})  # fmt: skip


@pytest.fixture(autouse=True)
def _books_are_right():
    yield
    assert [(f.code, f.problems) for f in audit() if not f.is_clean] == []
    assert replay() == []


def test_a_redemption_is_reserved_approved_and_handed_over(person, gift):
    manager = make_manager()
    redemption = ask(gift, person)
    gift.refresh_from_db()
    assert (points_of(person), points_of(person, AccountKind.RESERVED)) == (150, 100)
    assert gift.stock == 2

    for _time in range(2):  # again does nothing more
        approve(redemption=redemption, user=manager, now=NOW)
    voucher = redemption.voucher
    for _time in range(2):
        fulfil(redemption=redemption, user=manager, now=NOW)

    assert (points_of(person), points_of(person, AccountKind.RESERVED)) == (150, 0)
    assert voucher
    assert redemption.voucher == voucher
    steps = LedgerEvent.objects.filter(subject_key=str(redemption.pk), subject_model="lms_rewards.redemption")  # fmt: skip
    assert sorted(steps.values_list("kind", flat=True)) == [
        "approve",
        "fulfil",
        "reserve",
    ]


@pytest.mark.parametrize("way", ["cancelled", "rejected", "rejected later"])
def test_what_comes_to_nothing_gives_points_and_piece_back_once(way, person, gift):
    manager = make_manager()
    redemption = ask(gift, person)
    if way == "rejected later":
        approve(redemption=redemption, user=manager, now=NOW)

    for _time in range(2):
        if way == "cancelled":
            cancel(redemption=redemption, user=person, now=NOW)
        else:
            reject(redemption=redemption, user=manager, reason="缺货", now=NOW)

    gift.refresh_from_db()
    assert (points_of(person), gift.stock) == (250, 3)
    with pytest.raises(StateError):
        fulfil(redemption=redemption, user=manager, now=NOW)


def test_the_same_form_redeems_once(person, gift):
    first, again = ask(gift, person, 0), ask(gift, person, 0)

    assert first == again
    assert points_of(person) == 150
    assert ask(gift, person, turn_of(holder_of(person), gift)) != first


def test_nobody_approves_for_themselves(gift):
    manager = make_manager()
    give(manager, 250)
    redemption = ask(gift, manager)

    for decide in (approve, fulfil):
        with pytest.raises(OwnDecisionError):
            decide(redemption=redemption, user=manager, now=NOW)
    with pytest.raises(OwnDecisionError):
        reject(redemption=redemption, user=manager, reason="x", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Redemption.objects.update(decided_by=holder_of(manager))
    with pytest.raises(PermissionDenied):
        approve(redemption=redemption, user=UserFactory(), now=NOW)


def test_what_is_refused_moves_nothing(person, gift):
    dear, gone = make_gift(price=251), make_gift(price=10, stock=0)
    later = make_gift(price=10, opens_on=TODAY + timedelta(days=1))
    over = make_gift(price=10, closes_on=TODAY - timedelta(days=1))
    once = make_gift(price=10, per_person=1)
    ask(once, person)
    fund = make_fund(leader=UserFactory())
    refusals = [
        (NotEnoughError, dear, {}),
        (SoldOutError, gone, {}),
        (NotOfferedError, later, {}),
        (NotOfferedError, over, {}),
        (LimitError, once, {"turn": 1}),
        (PriceChangedError, gift, {"seen_price": 90}),
        (StateError, gift, {"turn": 5}),
        (NotYoursError, gift, {"fund": fund}),
    ]

    for error, wanted, fields in refusals:
        with pytest.raises(error) as raised:
            ask(wanted, person, **fields)
        assert str(raised.value)
        assert "\n" not in str(raised.value)
    assert points_of(person) == 240


def test_a_leaver_redeems_nothing(person, gift):
    StaffProfileFactory(user=person, leaves_date=TODAY - timedelta(days=1))
    person.refresh_from_db()

    with pytest.raises(LeaverError):
        ask(gift, person)


def test_only_who_redeemed_cancels_and_only_before_it_is_approved(person, gift):
    redemption = ask(gift, person)

    with pytest.raises(NotYoursError):
        cancel(redemption=redemption, user=UserFactory(), now=NOW)
    approve(redemption=redemption, user=make_manager(), now=NOW)
    with pytest.raises(StateError):
        cancel(redemption=redemption, user=person, now=NOW)
    with pytest.raises(NoReasonError):
        reject(redemption=redemption, user=make_manager(), reason=" ", now=NOW)


def test_a_team_saves_in_its_fund_and_the_leader_redeems(gift):
    person = make_manager()
    give(person, 250)
    fund = make_fund(leader=person)
    for _time in range(2):
        donate(fund=fund, user=person, points=120, turn=0, now=NOW)
    assert (points_of(person), points_of(fund.holder)) == (130, 120)

    redemption = ask(gift, person, fund=fund)
    with pytest.raises(OwnDecisionError):
        approve(redemption=redemption, user=person, now=NOW)
    reject(redemption=redemption, user=make_manager(), reason="改期", now=NOW)

    assert (points_of(person), points_of(fund.holder)) == (130, 120)


def test_stock_and_price_have_a_history_and_stock_never_goes_below_nothing(gift):
    manager = make_manager()
    gift.price = 120
    keep_gift(gift=gift, user=manager, now=NOW)
    change_stock(gift=gift, pieces=-2, reason="盘点", user=manager, now=NOW)

    with pytest.raises(SoldOutError):
        change_stock(gift=gift, pieces=-2, reason="盘点", user=manager, now=NOW)
    with pytest.raises(NoReasonError):
        change_stock(gift=gift, pieces=1, reason="", user=manager, now=NOW)
    rows = GiftChange.objects.filter(gift=gift).order_by("pk")
    assert [(r.stock_change, r.price) for r in rows] == [(0, 100), (3, 100), (0, 120), (-2, 120)]  # fmt: skip

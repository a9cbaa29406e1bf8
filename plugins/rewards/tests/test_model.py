"""Any order of what people do, against a model that keeps no books.

`Model` knows people, gifts and rules as numbers, and computes what each should have; it
shares no code with the ledger. After each step both agree and the audit is clean. The
mutants are mistakes that somebody might make in the services: each must be seen.
"""

import os
from contextlib import ExitStack, contextmanager, suppress
from unittest.mock import patch

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings, strategies
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from lms.plugins.switching import enable
from plugins.rewards.enums import AccountKind, EventKind
from plugins.rewards.exceptions import RewardsError
from plugins.rewards.models import Gift, LedgerEvent, Redemption
from plugins.rewards.services import awards, funds, redemptions, taking_back
from plugins.rewards.services.audit import audit
from plugins.rewards.services.ledger import holder_of
from plugins.rewards.services.replay import replay
from plugins.rewards.tests.factories import (
    NOW,
    TODAY,
    do,
    make_fund,
    make_gift,
    make_manager,
    make_rule,
    points_of,
)
from tests.factories.people import UserFactory

IS_LONG = bool(os.environ.get("REWARDS_SOAK"))
SHORT = 6 if settings.default.max_examples >= 100 else 2  # on repeats
EXAMPLES = int(os.environ.get("REWARDS_EXAMPLES", "150")) if IS_LONG else SHORT
STEPS = 60 if IS_LONG else 25
PEOPLE, CAP, PRICE = 2, 25, 9
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WAYS = [("approve",), ("fulfil",), ("approve", "fulfil"), ("approve", "reject"), ("reject",), ("cancel",)]  # fmt: skip
person = strategies.integers(0, PEOPLE - 1)


class Model:
    """What everybody should have."""

    def __init__(self):
        self.available = [0] * PEOPLE
        self.debt = [0] * PEOPLE
        self.reserved = [0] * PEOPLE
        self.capped = [0] * PEOPLE
        self.fund, self.stock = 0, 4
        self.awards, self.done, self.bought = [], set(), []
        self.returned = set()

    def come_in(self, who, points):
        paid = min(self.debt[who], points)
        self.debt[who] -= paid
        self.available[who] += points - paid

    def award(self, who, key, points, *, is_capped):
        if (who, key, is_capped) in self.done:
            return
        self.done.add((who, key, is_capped))
        given = min(points, CAP - self.capped[who]) if is_capped else points
        self.capped[who] += given if is_capped else 0
        self.come_in(who, given)
        self.awards.append([who, given, False])

    def take_back(self, index):
        who, points, is_taken = self.awards[index]
        if is_taken:
            return
        self.awards[index][2] = True
        there = min(self.available[who], points)
        self.available[who] -= there
        self.debt[who] += points - there

    def take_from_fund(self, who, donation, points):
        if donation in self.returned:
            return
        self.returned.add(donation)
        self.fund -= points
        self.come_in(who, points)

    def redeem(self, who):
        if self.available[who] < PRICE or not self.stock:
            return False
        self.available[who] -= PRICE
        self.reserved[who] += PRICE
        self.stock -= 1
        self.bought.append([who, "reserved"])
        return True

    def step(self, index, ends, begins):
        who, state = self.bought[index]
        if state not in begins:
            return
        self.bought[index][1] = ends
        if ends == "approved":
            return
        self.reserved[who] -= PRICE
        if ends in {"cancelled", "rejected"}:
            self.stock += 1
            self.come_in(who, PRICE)


class Books(RuleBasedStateMachine):
    """The ledger beside the model."""

    @initialize()
    def begin(self):
        self.stack = ExitStack()
        self.stack.enter_context(undone())
        self.model = Model()
        self.people = [UserFactory() for _ in range(PEOPLE)]
        self.manager = make_manager()
        self.activity = make_rule(10, cap_month=CAP)
        self.free = make_rule(7, cap_subject=7)
        self.gift = make_gift(price=PRICE, stock=4)
        self.fund = make_fund()
        self.awards, self.bought, self.given = [], [], []
        for who in range(PEOPLE):  # who begins with nothing redeems nothing
            self.award(who, "first", is_capped=False)
            self.award(who, "second", is_capped=False)

    def teardown(self):
        if hasattr(self, "stack"):
            self.stack.close()

    @rule(who=person, key=strategies.integers(0, 5), is_capped=strategies.booleans())
    def award(self, who, key, is_capped):
        activity, points = (self.activity, 10) if is_capped else (self.free, 7)
        event = do(self.people[who], activity, key=key)
        self.model.award(who, key, points, is_capped=is_capped)
        if event not in self.awards:
            self.awards.append(event)

    @rule(data=strategies.data())
    @precondition(lambda self: self.awards)
    def take_back(self, data):
        index = data.draw(strategies.integers(0, len(self.awards) - 1))
        with refused():
            case = taking_back.open_case(award=self.awards[index], reason="x", now=NOW)
            taking_back.decide_case(case=case, user=self.manager, takes=True, now=NOW)
        self.model.take_back(index)

    @rule(who=person, points=strategies.integers(1, 30))
    def donate(self, who, points):
        turn = funds.turn_of(self.people[who], self.fund)
        with refused():
            given = funds.donate(fund=self.fund, user=self.people[who], points=points, turn=turn, now=NOW)  # fmt: skip
            self.given.append(given)
        if self.model.available[who] >= points:
            self.model.available[who] -= points
            self.model.fund += points

    @rule(data=strategies.data(), again=strategies.booleans())
    @precondition(lambda self: self.given)
    def take_from_fund(self, data, again):
        donation = data.draw(strategies.sampled_from(self.given))
        who = self.people.index(donation.holder.user)
        for _click in range(1 + again):
            funds.take_back(donation=donation, user=self.people[who], now=NOW)
        self.model.take_from_fund(who, donation.pk, donation.points)

    @rule(who=person, again=strategies.booleans())
    @precondition(lambda self: max(self.model.available) >= PRICE or not self.bought)
    def redeem(self, who, again):
        user = self.people[who]
        turn = redemptions.turn_of(holder_of(user), self.gift)
        for _click in range(1 + again):
            with refused():
                found = redemptions.redeem(gift=self.gift, user=user, seen_price=PRICE, turn=turn, now=NOW)  # fmt: skip
                if found not in self.bought:
                    self.bought.append(found)
        self.model.redeem(who)

    @rule(data=strategies.data(), ways=strategies.sampled_from(WAYS))
    @precondition(lambda self: self.bought)
    def carry_on(self, data, ways):
        index = data.draw(strategies.integers(0, len(self.bought) - 1))
        for way in ways:
            self.step(index, way)

    def step(self, index, way):
        found = Redemption.objects.get(pk=self.bought[index].pk)
        who = self.people[self.model.bought[index][0]] if index < len(self.model.bought) else None  # fmt: skip
        fields = {"reject": {"reason": "x"}}.get(way, {})
        user = who if way == "cancel" else self.manager
        with refused():
            getattr(redemptions, way)(redemption=found, user=user, now=NOW, **fields)
        ends, begins = {
            "approve": ("approved", {"reserved"}),
            "fulfil": ("fulfilled", {"approved"}),
            "reject": ("rejected", {"reserved", "approved"}),
            "cancel": ("cancelled", {"reserved"}),
        }[way]
        self.model.step(index, ends, begins)

    @invariant()
    def both_agree(self):
        if not hasattr(self, "people"):
            return
        model = self.model
        for who, user in enumerate(self.people):
            found = [
                points_of(user, kind)
                for kind in (AccountKind.AVAILABLE, AccountKind.DEBT, AccountKind.RESERVED)
            ]  # fmt: skip
            assert found == [
                model.available[who],
                -model.debt[who],
                model.reserved[who],
            ]
        assert points_of(self.fund.holder) == model.fund
        assert Gift.objects.get(pk=self.gift.pk).stock == model.stock
        assert len(self.bought) == len(model.bought)
        assert [(f.code, f.problems) for f in audit() if not f.is_clean] == []
        assert replay() == []


@contextmanager
def refused():
    """What the ledger refuses is not there in the model either."""
    with suppress(RewardsError):
        yield


@contextmanager
def undone():
    """Each example begins with the same database."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def run(examples, *, is_fixed=True, steps=STEPS):
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=is_fixed,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=[*HealthCheck],
        ),
    )


@pytest.fixture
def switched_on(db):
    enable("lms_rewards")
    apps.get_app_config("lms_rewards").on_enable()


def test_whatever_people_do_the_books_say_what_the_model_says(switched_on):
    run(EXAMPLES)


def _no_debt_paid(accounts, holder, source, amount):
    return [(source, accounts.of(holder, AccountKind.AVAILABLE), amount)]


def _only_what_is_there(accounts, award, *, is_held):
    available = accounts.of(award.holder, AccountKind.AVAILABLE)
    sink = accounts.system[AccountKind.TAKEN_BACK]
    return [(available, sink, min(available.balance, award.points))]


def _all_as_debt(accounts, award, *, is_held):
    debt, sink = (
        accounts.of(award.holder, AccountKind.DEBT),
        accounts.system["taken_back"],
    )
    return [(debt, sink, award.points)]


def _no_stock_back(redemption, kind, actor, accounts, now):
    reserved = accounts.of(redemption.holder, AccountKind.RESERVED)
    lines = redemptions.paid_in(accounts, redemption.holder, reserved, redemption.price)
    redemptions._note(redemption, kind, actor, lines, now)  # noqa: SLF001 (a mistake in it)


def _no_points_back(redemption, kind, actor, accounts, now):
    Gift.objects.filter(pk=redemption.gift_id).update(stock=redemption.gift.stock + 1)
    redemptions._note(redemption, kind, actor, [], now)  # noqa: SLF001 (a mistake in it)


def _each_click_another(version, deed, holder, count=iter(range(10**9))):  # noqa: B008 (one counter for all calls)
    return f"award:{next(count)}"


def _each_turn_another(holder, gift):
    return 0


def _moves_from_anywhere(redemption, begins, ends, **values):
    Redemption.objects.filter(pk=redemption.pk).update(state=ends, **values)
    redemption.refresh_from_db()
    return True


def _spends_nothing(redemption, kind, actor, lines, now):
    lines = [] if kind == EventKind.FULFIL else lines
    return _NOTE(redemption, kind, actor, lines, now)


_NOTE = redemptions._note  # noqa: SLF001 (which mutants replace)
MUTANTS = {
    "later points pay no debt": (awards, "paid_in", _no_debt_paid),
    "what comes back pays no debt": (redemptions, "paid_in", _no_debt_paid),
    "the rest is not owed": (taking_back, "_lines", _only_what_is_there),
    "all is owed though it is there": (taking_back, "_lines", _all_as_debt),
    "a limit is not kept": (awards, "caps_of", lambda *_: []),
    "each telling counts": (awards, "award_key", _each_click_another),
    "the piece does not come back": (redemptions, "_give_back", _no_stock_back),
    "the points do not come back": (redemptions, "_give_back", _no_points_back),
    "any step from any state": (redemptions, "_move", _moves_from_anywhere),
    "the stock is not counted": (redemptions, "_take_piece", lambda _gift: None),
    "what is handed over is not spent": (redemptions, "_note", _spends_nothing),
}


@pytest.mark.skipif(not IS_LONG, reason="a minute each: `make soak`")
@pytest.mark.parametrize("name", MUTANTS)
def test_a_mistake_in_the_services_is_seen(name, switched_on):
    module, function, mutant = MUTANTS[name]

    with patch.object(module, function, mutant), pytest.raises(Exception):  # noqa: B017, PT011 (whatever notices it)
        run(60, steps=40)


def test_the_model_counts_what_the_ledger_has_written(switched_on):
    user = UserFactory()
    do(user, make_rule(5), day=TODAY)

    assert LedgerEvent.objects.of(holder_of(user)).count() == 1

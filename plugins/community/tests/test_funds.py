"""Funds: a ledger that is never below nothing, and who decides about money."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.enums import IndicatorUnit, Role
from lms.events import dispatch
from lms.extensions import Indicator, indicators, waiting_work
from lms.models import Notification
from lms.models.append_only import RowsStayError
from lms.plugins.switching import enable
from plugins.community.enums import EntryKind
from plugins.community.exceptions import (
    AmountError,
    EmptyError,
    FullError,
    FundClosedError,
    NoTeamError,
    NotEnoughError,
    OwnError,
    SecondPersonError,
    WrongStateError,
)
from plugins.community.models import Application, Entry
from plugins.community.models.fund import MOST_MONEY
from plugins.community.services import applying
from plugins.community.services.evidence import figures_of
from plugins.community.services.figures import quarter_of, quarters
from plugins.community.services.ledger import (
    Move,
    balance_of,
    free_of,
    pay_in,
    post,
)
from plugins.community.tests.factories import (
    NOW,
    TODAY,
    make_application,
    make_fund,
    make_staff,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
LARGE = Decimal(1000)
PAID_IN = {"amount": LARGE, "note": "拨入", "after": 1, "now": NOW}


@pytest.fixture
def second():
    return UserFactory(role=Role.MANAGER)


def act(row, user):
    return {"application": row, "user": user, "now": NOW}


def state(row):
    row.refresh_from_db()
    return row.state


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-900, 900).filter(bool), max_size=12))
def test_a_ledger_is_never_below_nothing_and_its_entries_add_up(amounts):
    fund = make_fund()
    kept = Decimal(0)
    for amount in map(Decimal, amounts):
        kind = EntryKind.GRANT if amount > 0 else EntryKind.PAYOUT
        if kept + amount < 0:
            with pytest.raises(NotEnoughError):
                post(fund, Move(kind, amount, None, NOW))
            continue
        post(fund, Move(kind, amount, None, NOW))
        kept += amount

    entries = [*fund.entries.order_by("number")]
    assert balance_of(fund) == kept == sum(each.amount for each in entries)
    assert [each.number for each in entries] == [*range(1, len(entries) + 1)]
    assert all(each.balance >= 0 for each in entries)


def test_entries_stay_and_the_database_refuses_what_is_below_nothing(boss):
    fund = make_fund(100)
    entry = fund.entries.get()
    for change in (entry.save, entry.delete, Entry.objects.all().delete):
        with pytest.raises(RowsStayError):
            change()
    values = {"fund": fund, "kind": "payout", "at": NOW}
    for row in (
        {"number": 2, "amount": Decimal(-200), "balance": Decimal(-100)},
        {"number": 1, "amount": Decimal(-50), "balance": Decimal(50)},
        {"number": 2, "amount": Decimal(50), "balance": Decimal(150)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.create(**values, **row)
    for amount, note, refusal in ((0, "拨入", AmountError), (5, " ", EmptyError)):
        with pytest.raises(refusal):
            pay_in(
                fund=fund,
                amount=Decimal(amount),
                note=note,
                after=1,
                user=boss,
                now=NOW,
            )
    with pytest.raises(PermissionDenied):
        pay_in(**PAID_IN, fund=fund, user=UserFactory())
    pay_in(**PAID_IN, fund=fund, user=boss)
    with pytest.raises(WrongStateError):  # sent twice
        pay_in(**PAID_IN, fund=fund, user=boss)
    with pytest.raises(FullError, match=r"99999999\.99"):
        pay_in(**{**PAID_IN, "amount": MOST_MONEY, "after": 2}, fund=fund, user=boss)
    assert balance_of(fund) == Decimal(1100)


def test_a_small_amount_is_decided_by_one_person_but_never_ones_own(me, boss, second):
    enable("lms_community")
    fund = make_fund(5000)
    asked = {"fund": fund, "amount": Decimal(800), "purpose": "家人住院", "now": NOW}
    row = applying.apply(**asked, user=boss)
    assert applying.apply(**asked, user=boss) == row
    dispatch(now=NOW)
    assert Notification.objects.get().recipient == second
    for user, refusal in ((me, PermissionDenied), (boss, OwnError)):
        with pytest.raises(refusal):
            applying.grant(**act(row, user))
        with pytest.raises(refusal):
            applying.decline(**act(row, user), reason="不")

    for _ in range(2):
        applying.grant(**act(row, second))
    assert (state(row), row.decided_by) == ("granted", second)
    assert free_of(fund) == Decimal(4200)
    for _ in range(2):
        applying.pay_out(**act(row, second))
    assert (state(row), balance_of(fund)) == ("paid", Decimal(4200))
    dispatch(now=NOW)
    mine = Notification.objects.filter(recipient=boss)
    assert mine.count() == 2
    with pytest.raises(EmptyError):
        applying.bring_back(**act(row, second), note="")
    applying.bring_back(**act(row, second), note="付错了账户")
    assert (state(row), balance_of(fund)) == ("granted", Decimal(5000))
    assert [e.kind for e in row.entries.order_by("pk")] == ["payout", "return"]


def test_a_large_amount_needs_two_people(me, boss, second):
    row = make_application(applicant=me, amount=LARGE)
    work = waiting_work.get("lms_community.applications") or None
    applying.grant(**act(row, boss))
    assert state(row) == "second"
    with pytest.raises(SecondPersonError):
        applying.grant(**act(row, boss))
    with pytest.raises(WrongStateError):
        applying.pay_out(**act(row, boss))
    assert not Application.objects.for_decision_by(boss).exists()
    assert Application.objects.for_decision_by(second).get() == row
    applying.grant(**act(row, second))
    assert (state(row), row.first_by, row.decided_by) == ("granted", boss, second)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=row.pk).update(decided_by=boss)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=row.pk).update(decided_by=me)
    assert work is None or work.count(second) == 0


def test_a_decision_is_taken_back_until_money_is_paid(me, boss):
    row = make_application(applicant=me)
    with pytest.raises(EmptyError):
        applying.decline(**act(row, boss), reason=" ")
    applying.decline(**act(row, boss), reason="可走医保")
    with pytest.raises(WrongStateError):
        applying.grant(**act(row, boss))
    applying.decide_anew(**act(row, boss))
    assert (state(row), row.reason, row.decided_by) == ("waiting", "", None)
    applying.grant(**act(row, boss))
    applying.withdraw(**act(row, me))
    applying.withdraw(**act(row, me))
    assert state(row) == "withdrawn"
    with pytest.raises(WrongStateError):
        applying.pay_out(**act(row, boss))
    paid = make_application(applicant=me, state="paid")
    for step in (applying.withdraw, applying.decide_anew):
        user = me if step is applying.withdraw else boss
        with pytest.raises(WrongStateError):
            step(**act(paid, user))
    with pytest.raises(PermissionDenied):
        applying.withdraw(**act(make_application(), boss))


def test_no_more_is_granted_than_is_there_and_not_promised(boss):
    fund = make_fund(1000)
    first, other = (make_application(fund, amount=Decimal(600)) for _ in range(2))
    applying.grant(**act(first, boss))
    with pytest.raises(NotEnoughError, match=r"400\.00"):
        applying.grant(**act(other, boss))
    assert state(other) == "waiting"


def test_budgets_are_for_teams_and_closed_funds_for_nobody(me):
    asked = {"amount": Decimal(5), "purpose": "团建", "user": me, "now": NOW}
    with pytest.raises(NoTeamError):
        applying.apply(fund=make_fund(kind="budget"), **asked)
    with pytest.raises(FundClosedError):
        applying.apply(fund=make_fund(is_open=False), **asked)
    with pytest.raises(AmountError):
        applying.apply(fund=make_fund(), **{**asked, "amount": Decimal(0)})
    person = make_staff()
    row = applying.apply(fund=make_fund(kind="budget"), **{**asked, "user": person})
    assert row.team == person.staff_profile.team


class Coverage(Indicator):
    label = "培训覆盖率"
    unit = IndicatorUnit.PERCENT

    def of_all(self, first, last):
        return None

    def of_people(self, people, first, last):
        return {key: Decimal(90) for key in sorted(people)[:1]}


def test_what_plugins_tell_of_a_team_is_shown_and_none_is_needed(plugin_on):
    plugin_on("lms_community")
    person = make_staff()
    make_staff(person.staff_profile.team)
    team = person.staff_profile.team
    key = "lms_community.coverage_in_a_test"
    indicators.register(key, Coverage())
    try:
        found = [f for f in figures_of(team, TODAY, TODAY) if f.label == "培训覆盖率"]
    finally:
        indicators.unregister(key)
    assert [(f.mean, f.people, f.of, f.percent) for f in found] == [(90, 1, 2, 50)]


def test_quarters_say_what_came_in_and_went_out_and_what_was_left(boss):
    fund = make_fund(5000)
    row = make_application(fund, state="granted")
    applying.pay_out(**act(row, boss))
    other = make_fund(100)
    before = NOW - timedelta(days=90)
    post(fund, Move(EntryKind.GRANT, Decimal(50), None, before))

    this, last, *rest = quarters(TODAY, fund)
    assert (this.paid_in, this.paid_out, this.payouts) == (5000, 800, 1)
    assert (last.paid_in, last.balance, this.balance) == (50, 50, 4250)
    assert (this.in_width, this.out_width) == (100, 16)
    assert all(each.balance == 0 for each in rest)
    assert quarters(TODAY)[0].balance == 4250 + balance_of(other)
    assert quarter_of(TODAY) == date(2026, 4, 1)
    assert quarter_of(TODAY, 2) == date(2025, 10, 1)

"""The journal: what the database itself refuses, and how points come and go."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from lms.models.append_only import RowsStayError
from plugins.rewards import guards
from plugins.rewards.enums import AccountKind, EventKind
from plugins.rewards.exceptions import (
    BadPointsError,
    ClosedMonthError,
    KeyConflictError,
    LeaverError,
    NoRuleError,
    NotEnoughError,
    RewardsError,
)
from plugins.rewards.models import Account, CapUsage, LedgerEvent, MonthClose, Transfer
from plugins.rewards.services.audit import audit
from plugins.rewards.services.funds import donate
from plugins.rewards.services.holds import release_due
from plugins.rewards.services.ledger import Entry, holder_of, locked, post
from plugins.rewards.services.replay import replay
from plugins.rewards.services.taking_back import decide_case, open_case
from plugins.rewards.tests.factories import (
    NOW,
    TODAY,
    do,
    give,
    make_fund,
    make_manager,
    make_rule,
    points_of,
)
from tests.factories.people import StaffProfileFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rewards")]

EVENT, TRANSFER, ACCOUNT = (
    "lms_rewards_ledgerevent", "lms_rewards_transfer", "lms_rewards_account",
)  # fmt: skip
ATTACKS = [
    f"UPDATE {EVENT} SET points = 9999, full_points = 9999",
    f"UPDATE {EVENT} SET note = 'x'",
    f"DELETE FROM {TRANSFER}",
    f"DELETE FROM {EVENT}",
    f"UPDATE {TRANSFER} SET amount = amount + 1",
    f"UPDATE {TRANSFER} SET credit_id = debit_id, debit_id = credit_id",
    f"UPDATE {ACCOUNT} SET balance = balance + 1 WHERE kind = 'available'",
    f"UPDATE {ACCOUNT} SET balance = 0 WHERE kind = 'available'",
    f"UPDATE {ACCOUNT} SET balance = balance + 10, last_transfer = last_transfer + 1 WHERE kind = 'available'",
    f"UPDATE {ACCOUNT} SET last_transfer = last_transfer + 1 WHERE kind = 'available'",
    f"UPDATE {ACCOUNT} SET holder_id = holder_id + 1000 WHERE kind = 'available'",
    f"INSERT INTO {ACCOUNT} (holder_id, kind, balance, last_transfer) SELECT holder_id, 'gift', 500, 0 FROM {ACCOUNT} WHERE kind = 'available'",
    f"INSERT INTO {TRANSFER} (event_id, debit_id, credit_id, amount) SELECT event_id, debit_id, credit_id, -5 FROM {TRANSFER}",
    f"INSERT INTO {TRANSFER} (event_id, debit_id, credit_id, amount) SELECT event_id, credit_id, debit_id, 1000000 FROM {TRANSFER}",
    f"INSERT INTO {TRANSFER} (event_id, debit_id, credit_id, amount) SELECT event_id, credit_id, credit_id, 5 FROM {TRANSFER}",
    "UPDATE lms_rewards_ruleversion SET points = points + 1 WHERE id IN (SELECT rule_version_id FROM lms_rewards_ledgerevent)",
]  # fmt: skip


@pytest.fixture
def person():
    return UserFactory()


@pytest.mark.cases
@pytest.mark.parametrize("attack", ATTACKS)
def test_the_database_refuses_to_rewrite_the_journal(attack, person):
    give(person, 10)

    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(attack)

    assert points_of(person) == 10
    assert [f.code for f in audit() if not f.is_clean] == []


@pytest.mark.cases
@pytest.mark.parametrize("table", [EVENT, TRANSFER])
def test_the_database_refuses_to_empty_the_journal(table, person):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE; DELETE is refused above")
    give(person, 10)

    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="neither"), transaction.atomic():
        connection.cursor().execute(f"TRUNCATE {table} CASCADE")


def test_models_refuse_it_with_a_sentence(person):
    event = give(person, 10)

    for change in (
        event.save, event.delete,
        LedgerEvent.objects.all().delete,
        lambda: Transfer.objects.update(amount=1),
        lambda: LedgerEvent.objects.bulk_update([event], ["note"]),
    ):  # fmt: skip
        with pytest.raises(RowsStayError):
            change()


def test_the_audit_finds_a_missing_guard_and_what_was_done_without_it(person):
    give(person, 10)
    with connection.cursor() as cursor:
        guards.remove(connection)
        cursor.execute(f"UPDATE {ACCOUNT} SET balance = 99 WHERE kind = 'available'")

    wrong = {f.code: f.problems for f in audit() if not f.is_clean}

    assert {"drift", "guards"} <= {*wrong}
    assert replay()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {ACCOUNT} SET balance = 10 WHERE kind = 'available'")
    guards.install(connection)
    assert [f.code for f in audit() if not f.is_clean] == []


def test_the_same_thing_earns_points_once(person):
    first, again = give(person, 10, key="a"), give(person, 10, key="a")

    assert first == again
    assert points_of(person) == 10


def test_the_same_key_with_another_content_is_refused(person):
    holder = holder_of(person)

    def write(points):
        accounts = locked(holder)
        line = (accounts.system["issued"], accounts.of(holder, AccountKind.AVAILABLE), points)  # fmt: skip
        entry = Entry(key="k", kind=EventKind.AWARD, holder=holder, points=points, effective_on=TODAY, now=NOW)  # fmt: skip
        return post(entry, [line])

    assert write(5)[1]
    assert not write(5)[1]
    with pytest.raises(KeyConflictError):
        write(6)
    assert points_of(person) == 5


def test_limits_by_day_month_and_thing_give_what_is_left_and_say_so(person):
    activity = make_rule(8, cap_day=20, cap_month=30, cap_subject=10)

    events = [do(person, activity, about="same") for _ in range(2)]
    events += [do(person, activity) for _ in range(2)]
    tomorrow = [do(person, activity, day=TODAY + timedelta(days=1)) for _ in range(2)]

    assert [e.points for e in events] == [8, 2, 8, 2]
    assert [e.points for e in tomorrow] == [8, 2]
    assert events[1].is_limited
    assert points_of(person) == 30
    assert [f.code for f in audit() if not f.is_clean] == []


@pytest.mark.cases
@pytest.mark.parametrize("limit", ["cap_day", "cap_month"])
def test_the_audit_finds_what_was_given_above_a_limit(limit, person):
    activity = make_rule(8, **{limit: 10})
    do(person, activity)
    CapUsage.objects.update(used=0)
    do(person, activity)

    wrong = {f.code: f.problems for f in audit() if not f.is_clean}

    assert [*wrong] == ["limits"]
    assert wrong["limits"][0].endswith("16 > 10")


def test_held_points_are_released_on_their_day_and_pay_what_is_owed(person):
    activity = make_rule(50, hold_days=7)
    spent = give(person, 30)
    donate(fund=make_fund(), user=person, points=30, turn=0, now=NOW)
    case = open_case(award=spent, reason="抄袭", now=NOW)
    decide_case(case=case, user=make_manager(), takes=True, now=NOW)
    do(person, activity)

    kinds = (AccountKind.AVAILABLE, AccountKind.HELD, AccountKind.DEBT)
    assert [points_of(person, kind) for kind in kinds] == [0, 50, -30]
    assert release_due(today=TODAY + timedelta(days=6), now=NOW) == 0
    for _time in range(2):
        release_due(today=TODAY + timedelta(days=7), now=NOW)
    assert [points_of(person, kind) for kind in kinds] == [20, 0, 0]
    assert [f.code for f in audit() if not f.is_clean] == []
    assert replay() == []


def test_points_that_were_held_are_taken_back_from_there(person):
    event = do(person, make_rule(50, hold_days=7))
    case = open_case(award=event, reason="撤回", now=NOW)

    decide_case(case=case, user=make_manager(), takes=True, now=NOW)

    assert points_of(person, AccountKind.HELD) == 0
    assert points_of(person, AccountKind.DEBT) == 0
    assert release_due(today=TODAY + timedelta(days=8), now=NOW) == 0


def test_later_points_pay_what_is_owed_first(person):
    event = give(person, 40)
    donate(fund=make_fund(), user=person, points=25, turn=0, now=NOW)
    case = open_case(award=event, reason="抄袭", now=NOW)
    decide_case(case=case, user=make_manager(), takes=True, now=NOW)
    assert points_of(person, AccountKind.DEBT) == -25

    give(person, 10)
    assert (points_of(person), points_of(person, AccountKind.DEBT)) == (0, -15)
    give(person, 20)
    assert (points_of(person), points_of(person, AccountKind.DEBT)) == (5, 0)


@pytest.mark.cases
@pytest.mark.parametrize("points", [0, -5, 1.5, "7", True, None, 10**12])
def test_what_is_no_number_of_points_moves_nothing(points, person):
    give(person, 10)
    fund = make_fund()

    with pytest.raises(BadPointsError):
        donate(fund=fund, user=person, points=points, turn=0, now=NOW)

    assert points_of(person) == 10


def test_more_than_there_is_moves_nothing(person):
    give(person, 10)
    fund = make_fund()

    with pytest.raises(NotEnoughError, match="1"):
        donate(fund=fund, user=person, points=11, turn=0, now=NOW)

    assert points_of(person) == 10
    assert points_of(fund.holder) == 0


def test_a_leaver_gets_and_gives_nothing(person):
    give(person, 10)
    StaffProfileFactory(user=person, leaves_date=TODAY - timedelta(days=1))
    person.refresh_from_db()

    for refused in (
        lambda: give(person, 10),
        lambda: donate(fund=make_fund(), user=person, points=5, turn=0, now=NOW),
    ):
        with pytest.raises(LeaverError):
            refused()
    assert points_of(person) == 10


def test_a_closed_month_takes_no_points(person):
    MonthClose.objects.create(month=TODAY.replace(day=1), state="closed")

    with pytest.raises(ClosedMonthError):
        give(person, 10)

    assert points_of(person) == 0


def test_a_rule_that_is_off_or_not_yet_valid_gives_nothing(person):
    activity = make_rule(10, since=TODAY + timedelta(days=1))

    with pytest.raises(NoRuleError):
        do(person, activity)
    assert do(person, activity, day=TODAY + timedelta(days=1)).points == 10


def test_the_caller_decides_whether_an_award_is_written(person):
    with pytest.raises(RewardsError), transaction.atomic():  # noqa: PT012 (both statements are the attack)
        give(person, 10)
        raise RewardsError

    assert LedgerEvent.objects.count() == 0
    assert points_of(person) == 0


def test_the_journal_outlives_the_person_without_the_name(person):
    give(person, 10)
    holder = holder_of(person)

    person.delete()

    holder.refresh_from_db()
    assert holder.user is None
    assert Account.objects.get(holder=holder, kind="available").balance == 10
    assert str(holder.uuid)[:8] in str(holder)

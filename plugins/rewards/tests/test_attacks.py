"""Eight processes at once, and processes that are killed while they write.

They work on a database of their own. Short in CI, long by `make soak` (REWARDS_SOAK=1).
On PostgreSQL the control, which sums and then spends, must fail: so it is known that the
harness can see.
"""

import json
import os
import time
from contextlib import contextmanager

import pytest

from tests.postgres import Postgres
from tests.warm import WarmPython

IS_LONG = bool(os.environ.get("REWARDS_SOAK"))
IS_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")
PROCESSES = 8
KILLS, STOPS = 150 if IS_LONG else 4, 5
pytestmark = [pytest.mark.slow]


@contextmanager
def crowd(database, number):
    """So many processes that wait for an order."""
    settings = {"DJANGO_SETTINGS_MODULE": "lms.settings.testing"}
    python = WarmPython({**os.environ, **settings, "DATABASE_URL": database})
    found = [
        python.start("-m", "plugins.rewards.tests.attackers", str(seed))
        for seed in range(number)
    ]
    for process in found:
        assert process.stdout.readline() == "ready\n"
    try:
        yield found
    finally:
        for process in found:
            process.finish()
        python.end()


def order(processes, name):
    for process in processes:
        process.order(name)


def attack(processes, name):
    """Let them begin together; return all that they were promised."""
    order(processes, name)
    return heard(processes)


def heard(processes):
    return [line for process in processes for line in process.heard()]


def report(processes):
    return json.loads(attack(processes[:1], "report")[0])


@pytest.mark.skipif(not IS_LONG, reason="minutes: `make soak`")
def test_eight_processes_spend_and_earn_exactly_what_is_there(own_database):
    """200 redemptions of 200 that are affordable, 100 of a stock of 100, 300 awards, 40 gifts."""
    with crowd(own_database, PROCESSES) as processes:
        attack(processes[:1], "prepare")

        assert len({*attack(processes, "redeem_five")}) == 200
        found = report(processes)
        assert (len(found["redeemed"]), found["available"]) == (200, 0)

        assert len({*attack(processes, "award_same")}) == 300
        found = report(processes)
        assert (found["awards"], found["available"]) == (40 + 300, 3000)

        given = len({*attack(processes[:1], "give_all")})
        assert len({*attack(processes, "take_back_all")}) == given > 0
        assert report(processes)["available"] == 3000

        assert len({*attack(processes, "redeem_scarce")}) == 100
        found = report(processes)
        assert (len(found["redeemed"]), found["scarce"]) == (300, 0)
        assert found["wrong"] == []

        if IS_POSTGRES:  # SQLite lets one write at a time, so even this is right there
            attack(processes[:1], "prepare_naive")
            assert len(attack(processes, "naive")) > 200


@pytest.mark.once
def test_nothing_acknowledged_is_lost_or_half_written_when_writers_are_killed(
    own_database,
):
    with crowd(own_database, 3) as (clerk, *pair):
        attack([clerk], "prepare_rich")
        lines = attack(pair, f"write_and_die {KILLS // 2}")
        found = report([clerk])

    assert lines.count("killed:1") == KILLS
    assert_kept(lines, found)


@pytest.mark.skipif(not (IS_LONG and IS_POSTGRES), reason="minutes: `make soak`")
def test_nothing_acknowledged_is_lost_when_postgresql_is_stopped_hard(own_database):
    with Postgres() as server:
        server.copy(own_database)
        with crowd(server.url, 5) as (clerk, *writers):
            attack([clerk], "prepare_rich")
            lines = []
            for _stop in range(STOPS):
                attack([clerk], "rest")
                order(writers, "write_on")
                time.sleep(2)
                server.stop("immediate")
                lines += heard(writers)
                server.start()
            found = report([clerk])

    assert_kept(lines, found)


def assert_kept(lines, found):
    """What was promised is there, what is there is whole."""
    events = {int(line[6:]) for line in lines if line.startswith("event:")}
    bought = {int(line[7:]) for line in lines if line.startswith("bought:")}
    print(f"{len(events)} awards, {len(bought)} redemptions acknowledged")
    assert events
    assert events <= {*found["events"]}
    assert bought <= {*found["redeemed"]}
    assert found["states"] in ([], ["reserved"])
    assert found["wrong"] == []

"""Eight processes at once, and processes that are killed while they write.

Short in CI, long by `make soak` (REWARDS_SOAK=1). On PostgreSQL the control, which sums
and then spends, must fail: so it is known that the harness can see.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection

from lms.plugins.switching import enable
from plugins.rewards import guards
from plugins.rewards.enums import RedemptionState
from plugins.rewards.models import Gift, LedgerEvent, Redemption
from plugins.rewards.services.audit import audit, replay
from plugins.rewards.tests.factories import give, make_gift, make_rule, points_of
from tests.databases import ROOT, copy_migrated

IS_LONG = bool(os.environ.get("REWARDS_SOAK"))
PROCESSES = 8
KILLS = 150 if IS_LONG else 4
pytestmark = [pytest.mark.slow]


@pytest.fixture
def shop(transactional_db, tmp_path):
    """Forty people with points for five, in a database that other processes open."""
    with OwnDatabase(tmp_path) as url:
        enable("lms_rewards")
        apps.get_app_config("lms_rewards").on_enable()
        users = get_user_model().objects
        buyers = [users.create(username=f"buyer{n}") for n in range(40)]
        for buyer in buyers:
            give(buyer, 50)
        make_rule(10, activity="lms_rewards.same")
        for name, stock in (("plenty", 10_000), ("scarce", 100)):
            gift = make_gift(price=10, stock=stock)
            Gift.objects.filter(pk=gift.pk).update(name=name)
        yield Shop(url, buyers)
        _empty()


class Shop:
    """Where the processes go."""

    def __init__(self, url, buyers):
        self.url, self.buyers = url, buyers

    def start(self, seed):
        return subprocess.Popen(
            [sys.executable, "-m", "plugins.rewards.tests.attackers", str(seed)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "DATABASE_URL": self.url},
        )  # fmt: skip

    def crowd(self, number):
        """Start so many, and wait until all are there."""
        found = [self.start(seed) for seed in range(number)]
        for process in found:
            assert process.stdout.readline() == "ready\n"
        return found


def order(crowd, name):
    for process in crowd:
        process.stdin.write(f"{name}\n")
        process.stdin.flush()


def attack(crowd, name):
    """Let them begin together; return all that they were promised."""
    order(crowd, name)
    return [
        line for process in crowd for line in iter(process.stdout.readline, "done\n")
    ]


class OwnDatabase:
    """On PostgreSQL the test's own; on SQLite a file, as memory belongs to one process."""

    def __init__(self, folder):
        self.file = Path(folder) / "attack.sqlite3"

    def __enter__(self):
        settings = connection.settings_dict
        if connection.vendor == "postgresql":
            place = f"{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"
            return f"postgres://{settings['USER']}:{settings['PASSWORD']}@{place}"
        copy_migrated(str(self.file)).close()
        self.kept = settings["NAME"], connection.connection
        connection.connection = None
        settings["NAME"] = str(self.file)
        connection.ensure_connection()
        return f"sqlite:///{self.file}"

    def __exit__(self, *_error):
        if connection.vendor != "postgresql":
            connection.connection.close()
            settings = connection.settings_dict
            settings["NAME"], connection.connection = self.kept


def _empty():
    """Let the tables be emptied after the test: the guards would refuse that."""
    if connection.vendor == "postgresql":
        guards.remove(connection)
        with connection.cursor() as cursor:
            for table in ("transfer", "ledgerevent", "giftchange"):
                cursor.execute(f"TRUNCATE lms_rewards_{table} CASCADE")
        guards.install(connection)


def wrong():
    return [(f.code, f.problems) for f in audit() if not f.is_clean] + replay()


def test_eight_processes_spend_and_earn_exactly_what_is_there(shop):
    """200 redemptions of 200 that are affordable, 100 of a stock of 100, 300 awards."""
    crowd = shop.crowd(PROCESSES)
    try:
        assert len({*attack(crowd, "redeem_five")}) == Redemption.objects.count() == 200
        assert {points_of(buyer) for buyer in shop.buyers} == {0}

        before = LedgerEvent.objects.count()
        assert len({*attack(crowd, "award_same")}) == 300
        assert LedgerEvent.objects.count() - before == 300
        assert sum(map(points_of, shop.buyers)) == 3000

        assert len({*attack(crowd, "redeem_scarce")}) == 100
        assert Gift.objects.get(name="scarce").stock == 0
        assert Redemption.objects.count() == 300
        assert wrong() == []
        if connection.vendor == "postgresql":  # SQLite lets one write at a time
            assert_the_control_overspends(crowd, shop)
    finally:
        for process in crowd:
            process.communicate(timeout=60)
    assert [process.returncode for process in crowd] == [0] * PROCESSES


def assert_the_control_overspends(crowd, shop):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive (who bigint, amount bigint)")
        cursor.executemany(
            "INSERT INTO naive VALUES (%s, 50)", [[b.pk] for b in shop.buyers]
        )
    try:
        assert len(attack(crowd, "naive")) > 200
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE naive")


def test_nothing_acknowledged_is_lost_and_nothing_half_written_when_writers_are_killed(shop):  # fmt: skip
    for buyer in shop.buyers:
        give(buyer, 500)
    acknowledged = []
    for number in range(0, KILLS, 2):
        pair = shop.crowd(2)
        order(pair, "write_on")
        time.sleep(0.3 + number % 7 / 10)
        for process in pair:
            process.send_signal(signal.SIGKILL)
            acknowledged += process.stdout.read().split("\n")[:-1]
            process.wait()
            with suppress(BrokenPipeError):
                process.stdin.close()
            process.stdout.close()

    events = {int(line[6:]) for line in acknowledged if line.startswith("event:")}
    bought = {int(line[7:]) for line in acknowledged if line.startswith("bought:")}
    assert len(events) > KILLS
    assert events <= {*LedgerEvent.objects.values_list("pk", flat=True)}
    assert bought <= {*Redemption.objects.values_list("pk", flat=True)}
    assert not Redemption.objects.exclude(state=RedemptionState.RESERVED).exists()
    assert wrong() == []

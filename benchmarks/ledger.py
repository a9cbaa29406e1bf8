"""What the books of points cost with a million transfers: audit, page, redemption.

On a SQLite file of its own, or on the PostgreSQL that DATABASE_URL leads to. All figures
are seconds of processor time, those of the PostgreSQL server included: how long somebody
waits depends on what else the machine does, which is printed beside.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache, partial
from hashlib import sha256
from itertools import count, islice
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from unittest.mock import patch

import django
import psycopg

from tests.databases import NAMES, ROOT, copy_migrated, migrated_template

FOLDER = ROOT / ".data" / "bench" / "ledger"
NAME = "bench_ledger"
MEMBERS, EACH, HOT = 2_000, 400, 200_000
BATCH = 2_000
MOST_SECONDS, MOST_QUERIES, MOST_PAGE, TIMES_FASTER = 5.0, 10, 0.1, 3.0
PAGES, ROUNDS = 60, 15
RULES, FAR = 13, 1_000_000


def main() -> None:
    """Print each figure beside what is wanted."""
    begin = os.getloadavg()[0]
    with _database() as url:
        os.environ["DATABASE_URL"] = url
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.testing")
        django.setup()
        _fill()
        _measure()
    print(
        f"load {begin:.1f} to {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    )


@contextmanager
def _database() -> Iterator[str]:
    """Give a migrated database: a file that stays, or one that goes with the server."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        FOLDER.mkdir(parents=True, exist_ok=True)
        file = FOLDER / "db.sqlite3"
        if not file.exists():
            copy_migrated(str(file)).close()
        yield f"sqlite:///{file}"
        return
    with psycopg.connect(url, autocommit=True) as connection:
        if NAME not in {row[0] for row in connection.execute(NAMES)}:
            template = migrated_template(url)
            connection.execute(f'CREATE DATABASE "{NAME}" TEMPLATE "{template}"')
    yield f"{url.rpartition('/')[0]}/{NAME}"


def _fill() -> None:
    """Write the history in bulk, as the ledger would; its triggers add it up."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    from plugins.rewards.models import LedgerEvent, Transfer
    from plugins.rewards.services.ledger import holder_of

    call_command("migrate", verbosity=0)
    if Transfer.objects.count() >= MEMBERS * EACH + HOT:
        return
    started = _spent()
    _switch_on()
    users = get_user_model().objects
    users.bulk_create(users.model(username=f"bench{n:05}") for n in range(MEMBERS + 1))
    people = users.filter(username__startswith="bench").order_by("username")
    rows = _history([holder_of(user) for user in people])
    while batch := list(islice(rows, BATCH)):
        _insert(LedgerEvent, [event for event, _transfer in batch])
        _insert(Transfer, [transfer for _event, transfer in batch])
    _tidy()
    print(f"filled in {_spent() - started:.0f} s", file=sys.stderr)


def _tidy() -> None:
    """Do what the database does by itself some minutes after so many rows."""
    from django.db import connection

    is_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if is_postgres else "ANALYZE")


def _make_rules() -> list[Any]:
    """Make rules with limits that nobody reaches: the audit has to add all awards up."""
    from plugins.rewards.models import Rule, RuleVersion

    versions = []
    for number in range(RULES):
        code = f"bench{number}"
        rule = Rule.objects.create(code=code, activity=code, name=code, is_on=True)
        limits = {"cap_day" if number % 2 else "cap_month": FAR}
        day = date(2020, 1, 1)
        version = RuleVersion(rule=rule, points=number + 1, effective_from=day, **limits)  # fmt: skip
        version.save()
        versions.append(version)
    return versions


def _switch_on() -> None:
    from django.apps import apps

    from lms.plugins.switching import enable

    enable("lms_rewards")
    config: Any = apps.get_app_config("lms_rewards")
    config.on_enable()


Row = tuple[Any, ...]


def _history(holders: list[Any]) -> Iterator[tuple[Row, Row]]:
    """Yield awards of fourteen months: 400 of each person, and 200,000 of one."""
    from django.db import transaction
    from django.utils import timezone

    from plugins.rewards.enums import AccountKind
    from plugins.rewards.services.ledger import locked

    versions = _make_rules()
    today, now, key = timezone.localdate(), timezone.now(), 0
    for place, holder in enumerate(holders):
        with transaction.atomic():
            accounts = locked(holder)
        issued = accounts.system[AccountKind.ISSUED].pk
        own = accounts.of(holder, AccountKind.AVAILABLE).pk
        for each in range(HOT if place == MEMBERS else EACH):
            key += 1
            version = versions[each % len(versions)]
            day = today - timedelta(days=each % 420)
            name = f"award:{version.rule.code}:bench:{each}:{holder.pk}"
            points = version.points
            yield (
                (key, name, "award", sha256(name.encode()).hexdigest(), holder.pk,
                 version.pk, "bench.deed", str(each), f"bench.deed:{each}", points,
                 points, None, None, day, now, ""),
                (key, key, issued, own, points),
            )  # fmt: skip


def _insert(model: Any, rows: list[Row]) -> None:
    """Insert rows with all their columns, in the fastest way of the database."""
    from django.db import connection, transaction

    table = model._meta.db_table
    fields = [field.column for field in model._meta.concrete_fields]
    names = ", ".join(fields)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), %s)",
                [rows[-1][0]],
            )
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)  # noqa: S608 (a table of ours)


def _measure() -> None:
    from django.contrib.auth import get_user_model

    from plugins.rewards.models import Transfer
    from plugins.rewards.services.audit import audit

    print(f"{Transfer.objects.count()} transfers, {HOT} of them of one account")
    found: list[Any] = []
    seconds = median(_timed(lambda: found.append(audit())) for _time in range(3))
    wrong = [each.code for each in found[-1] if not each.is_clean]
    print(f"  audit: {wrong or 'clean'}")
    _say("seconds to audit it all", seconds, MOST_SECONDS)
    users = get_user_model().objects.filter(username__startswith="bench").order_by("username")  # fmt: skip
    _measure_page("member", list(users[:PAGES]))
    hot = users.last()
    _measure_page("200,000 entries", [hot] * PAGES)
    _measure_redemption(hot)


def _measure_page(name: str, people: list[Any]) -> None:
    """Open everybody's page; the second time, when what all share is kept."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    address = reverse("lms_rewards:mine")
    times, queries = [], []
    for person in people:
        client = Client(SERVER_NAME="localhost")
        client.force_login(person)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        queries.append(len(asked))
        times.append(_timed(partial(client.get, address)))
    _say(f"queries, {name}", max(queries), MOST_QUERIES)
    _say(f"p95 of my points, {name}", quantiles(times, n=20)[-1], MOST_PAGE)


def _measure_redemption(person: Any) -> None:
    """Redeem with the kept balance, and by summing the entries, in turns."""
    from plugins.rewards.models import Account, Gift
    from plugins.rewards.services import redemptions
    from plugins.rewards.services.gifts import change_stock, keep_gift
    from plugins.rewards.services.ledger import holder_of

    now = datetime.now().astimezone()
    gift = keep_gift(gift=Gift(name="bench", price=1), user=None, now=now)
    change_stock(gift=gift, pieces=10_000, reason="bench", user=None, now=now)
    holder = holder_of(person)
    turns = count(redemptions.turn_of(holder, gift))

    def redeem() -> None:
        turn = next(turns)  # the form has it
        redemptions.redeem(gift=gift, user=person, seen_price=1, turn=turn, now=now)

    def summed(_accounts: Any, _holder: Any, amount: int) -> Any:
        account = Account.objects.get(holder=holder, kind="available")
        assert _sum(account) >= amount  # noqa: S101 (what the control asks)
        return account

    kept, naive = [], []
    for _round in range(ROUNDS):
        kept.append(_timed(redeem))
        with patch.object(redemptions, "need", summed):
            naive.append(_timed(redeem))
    print(f"  redemption {median(kept) * 1000:.1f} ms, summing {median(naive) * 1000:.1f} ms")  # fmt: skip
    _say("times as fast", sum(naive) / sum(kept), TIMES_FASTER, is_least=True)


def _sum(account: Any) -> int:
    from django.db.models import Sum

    from plugins.rewards.models import Transfer

    rows = Transfer.objects.order_by()
    gained = rows.filter(credit=account).aggregate(sum=Sum("amount"))["sum"] or 0
    lost = rows.filter(debit=account).aggregate(sum=Sum("amount"))["sum"] or 0
    return int(gained) - int(lost)


def _timed(work: Callable[[], Any]) -> float:
    started = _spent()
    work()
    return _spent() - started


def _spent() -> float:
    """Return the processor time of this process, and of its PostgreSQL backend."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return time.process_time()
    fields = Path(f"/proc/{_backend()}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


@cache
def _backend() -> int:
    """Return the process that works for us, told to do all of it by itself."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _say(what: str, figure: float, wanted: float, *, is_least: bool = False) -> None:
    met = figure >= wanted if is_least else figure <= wanted
    word = "at least" if is_least else "at most"
    print(f"  {what:36} {figure:8.3f}  {word} {wanted:g}  {'yes' if met else 'NO'}")


if __name__ == "__main__":
    main()

"""Processes that all want the same at once, against a database that is there.

Run by the tests as `python -m plugins.rewards.tests.attackers SEED`: waits for the name
of an attack on its input, so that all begin together, and prints what was acknowledged,
a line each, the moment after its commit.
"""

import json
import os
import random
import signal
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.testing")


def main(seed):
    """Do what each line of the input names, and say when it is done."""
    django.setup()
    chance = random.Random(seed)  # noqa: S311 (the same each time)
    print("ready", flush=True)
    for ordered in sys.stdin:
        name, *numbers = ordered.split()
        for line in ATTACKS[name](chance, *map(int, numbers)):
            print(line, flush=True)
        print("done", flush=True)


def people():
    from django.contrib.auth import get_user_model

    return [
        *get_user_model().objects.filter(username__startswith="buyer").order_by("pk")
    ]


def prepare(_chance, each=50):
    """Forty people with points for five, a gift in plenty and one that is scarce."""
    from django.apps import apps
    from django.contrib.auth import get_user_model

    from lms.plugins.switching import enable
    from plugins.rewards.models import Gift
    from plugins.rewards.tests.factories import give, make_gift, make_rule

    enable("lms_rewards")
    apps.get_app_config("lms_rewards").on_enable()
    for number in range(40):
        user = get_user_model().objects.create(username=f"buyer{number:02}")
        give(user, each)
    make_rule(10, activity="lms_rewards.same")
    for name, stock in (("plenty", 10_000), ("scarce", 100)):
        gift = make_gift(price=10, stock=stock)
        Gift.objects.filter(pk=gift.pk).update(name=name)
    return []


def prepare_rich(chance):
    """The same with points for fifty."""
    return prepare(chance, each=500)


def prepare_naive(_chance):
    """The table of what not to do."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive (who bigint, amount bigint)")
        rows = [[user.pk] for user in people()]
        cursor.executemany("INSERT INTO naive VALUES (%s, 50)", rows)
    return []


def report(_chance):
    """What the books say now."""
    from django.db.models import Sum

    from plugins.rewards.models import Account, Gift, LedgerEvent, Redemption
    from plugins.rewards.services.audit import audit
    from plugins.rewards.services.replay import replay

    available = Account.objects.filter(kind="available")
    yield json.dumps(
        {
            "redeemed": [*Redemption.objects.values_list("pk", flat=True)],
            "states": sorted({*Redemption.objects.values_list("state", flat=True)}),
            "events": [*LedgerEvent.objects.values_list("pk", flat=True)],
            "awards": LedgerEvent.objects.given().count(),
            "available": available.aggregate(sum=Sum("balance"))["sum"],
            "scarce": Gift.objects.get(name="scarce").stock,
            "wrong": [f.code for f in audit() if not f.is_clean] + replay(),
        }
    )


def rest(_chance):
    """Let go of the database, which is about to be stopped."""
    from django.db import connections

    connections.close_all()
    return []


def redeem_five(chance, times=3):
    """Each person has points for five; everybody is sent three times by each process."""
    from plugins.rewards.models import Gift

    yield from _redeem(chance, people() * times, Gift.objects.get(name="plenty"))


def redeem_scarce(chance):
    """640 tries in all at a stock of 100."""
    from plugins.rewards.models import Gift

    yield from _redeem(chance, people() * 2, Gift.objects.get(name="scarce"))


def _redeem(chance, tries, gift):
    from django.utils import timezone

    from plugins.rewards.exceptions import RewardsError
    from plugins.rewards.services.ledger import holder_of
    from plugins.rewards.services.redemptions import redeem, turn_of

    chance.shuffle(tries)
    for user in tries:
        turn = turn_of(holder_of(user), gift)
        try:
            bought = redeem(gift=gift, user=user, seen_price=gift.price, turn=turn, now=timezone.now())  # fmt: skip
        except RewardsError:
            continue
        yield bought.pk


def award_same(chance):
    """The same 300 awards, in another order in each process."""
    from django.utils import timezone

    from plugins.rewards.tests.factories import do

    buyers = people()
    numbers = list(range(300))
    chance.shuffle(numbers)
    for number in numbers:
        event = do(buyers[number % 40], "lms_rewards.same", key=f"same{number}", now=timezone.now())  # fmt: skip
        yield event.pk


def give_all(_chance):
    """Everybody gives ten points to one fund."""
    from django.utils import timezone

    from plugins.rewards.services.funds import donate
    from plugins.rewards.tests.factories import make_fund

    fund = make_fund(leader=people()[0])
    for user in people():
        yield donate(fund=fund, user=user, points=10, turn=0, now=timezone.now()).pk


def take_back_all(chance):
    """All gifts to the fund, by their givers, in another order in each process."""
    from django.utils import timezone

    from plugins.rewards.models import LedgerEvent
    from plugins.rewards.services.funds import take_back

    given = [*LedgerEvent.objects.filter(kind="donate").select_related("holder__user")]
    chance.shuffle(given)
    for each in given:
        event = take_back(donation=each, user=each.holder.user, now=timezone.now())
        yield event.pk


def naive(chance, times=8):
    """What not to do: sum the entries, then spend. Fails on PostgreSQL."""
    from django.db import connection, transaction

    tries = people() * times
    chance.shuffle(tries)
    for user in tries:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT COALESCE(SUM(amount), 0) FROM naive WHERE who = %s", [user.pk])  # fmt: skip
            if cursor.fetchone()[0] >= 10:
                cursor.execute("INSERT INTO naive (who, amount) VALUES (%s, -10)", [user.pk])  # fmt: skip
                yield user.pk


def write_on(chance):
    """Award and redeem until killed, or until the server is gone; what is printed is committed."""
    from django.db import InterfaceError, OperationalError, connection
    from django.utils import timezone

    from plugins.rewards.models import Gift
    from plugins.rewards.tests.factories import do

    try:
        gift, buyers = Gift.objects.get(name="plenty"), people()
        while True:
            number = chance.randrange(10**9)
            event = do(chance.choice(buyers), "lms_rewards.same", key=f"on{number}", now=timezone.now())  # fmt: skip
            yield f"event:{event.pk}"
            for bought in _redeem(chance, [chance.choice(buyers)], gift):
                yield f"bought:{bought}"
    except (InterfaceError, OperationalError):
        connection.close()


def write_and_die(chance, times):
    """Let so many children write, one after the other, and kill each with -9."""
    from django.db import connections

    import plugins.rewards.tests.factories  # noqa: F401 (so that no child has to)

    connections.close_all()
    for _child in range(times):
        seed, seconds = chance.random(), chance.random() / 2
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            for line in write_on(random.Random(seed)):  # noqa: S311 (the same each time)
                os.write(1, f"{line}\n".encode())  # whole, or not at all
                os.write(writer, b".")
            os._exit(1)
        os.read(reader, 1)  # it is at work
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
        os.close(reader)
        os.close(writer)
        yield "killed:1" if os.WIFSIGNALED(status) else f"ended:{status}"


ATTACKS = {
    "prepare": prepare,
    "prepare_rich": prepare_rich,
    "prepare_naive": prepare_naive,
    "report": report,
    "rest": rest,
    "redeem_five": redeem_five,
    "redeem_scarce": redeem_scarce,
    "award_same": award_same,
    "give_all": give_all,
    "take_back_all": take_back_all,
    "naive": naive,
    "write_on": write_on,
    "write_and_die": write_and_die,
}

if __name__ == "__main__":
    main(int(sys.argv[1]))

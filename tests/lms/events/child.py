"""A process of its own, which may be killed: `python -m tests.lms.events.child WHAT`.

Its listener makes a team named as the key of each event, in one transaction with its
place among the events: teams tell what was handled, how often and in which order.
"""

import os
import signal
import sys
import time
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402 (after the setup)
from django.db import transaction  # noqa: E402 (after the setup)
from django.utils import timezone  # noqa: E402 (after the setup)

from lms.due import Job, due_jobs  # noqa: E402 (after the setup)
from lms.events import dispatch, listen, publish  # noqa: E402 (after the setup)
from lms.models import Team  # noqa: E402 (after the setup)
from tests.lms.events.doors import DoorOpened, door_opened  # noqa: E402 (after the setup)

WHAT, *ARGUMENTS = sys.argv[1:]


def die():
    os.kill(os.getpid(), signal.SIGKILL)


@listen(DoorOpened, app_label="lms")
def make_team(event):
    Team.objects.create(name=event.key)
    if WHAT == "die inside the listener":
        die()
    if WHAT == "die after the listener":
        transaction.on_commit(die)
    if WHAT == "work":
        time.sleep(0.002)


def tell(key):
    with transaction.atomic():
        if WHAT == "die before the dispatch":
            transaction.on_commit(die)
        publish(door_opened(key))


def catch_up():
    call_command("run_due", verbosity=0)


def slow_job(_now):
    Team.objects.create(name="done")
    time.sleep(1)
    return ""


if WHAT == "catch up":
    catch_up()
    catch_up()
elif WHAT == "work":
    dispatch(now=timezone.now())
elif WHAT == "slow job":
    due_jobs.register("lms.slow", Job(slow_job, timedelta(days=1)), order=1)
    catch_up()
elif WHAT == "tell without handing on":
    with transaction.atomic():
        for key in ARGUMENTS:
            publish(door_opened(key))
        transaction.on_commit(lambda: os._exit(0))
        # What was put there first runs first.
        transaction.get_connection().run_on_commit.reverse()
elif WHAT == "hold":
    with transaction.atomic():
        publish(door_opened(ARGUMENTS[0]))
        print("held", flush=True)
        sys.stdin.readline()
else:
    for key in ARGUMENTS:
        tell(key)
print(" ".join(Team.objects.order_by("pk").values_list("name", flat=True)), flush=True)

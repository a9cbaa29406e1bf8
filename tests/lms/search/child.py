"""A process of its own, which is killed: `python -m tests.lms.search.child WHAT`."""

import os
import signal
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402 (after the setup)
from django.db import transaction  # noqa: E402 (after the setup)

from lms.search.engine import search  # noqa: E402 (after the setup)
from tests.factories.knowledge_base import FaqFactory  # noqa: E402 (after the setup)

WHAT = sys.argv[1]


def die():
    os.kill(os.getpid(), signal.SIGKILL)


if WHAT == "save and die":
    with transaction.atomic():
        transaction.on_commit(die)  # before all others
        FaqFactory(question="星际运费谁出")
elif WHAT == "catch up":
    before = search("星际运费", user=None).total
    call_command("run_due", verbosity=0)
    print(before, search("星际运费", user=None).total, flush=True)

"""A process of its own: `python -m tests.lms.search.child WHAT`."""

import os
import signal
import sys
from threading import Thread

import django

django.setup()

from django.core.management import call_command  # noqa: E402 (after the setup)
from django.db import connection, transaction  # noqa: E402 (after the setup)
from modelsearch.backends import get_search_backend  # noqa: E402 (after the setup)
from modelsearch.index import get_indexed_models  # noqa: E402 (after the setup)

from knowledge_base.models import Faq  # noqa: E402 (after the setup)
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
elif WHAT == "rebuild beside others":

    def tell(when):
        moon, star = (search(word, user=None).total for word in ("月球", "星际"))
        print(f"{when}: moon {moon}, star {star}", flush=True)

    def others():
        """Find, change what the rebuild leaves alone, and add something."""
        connection.cursor().execute("SET lock_timeout = '2s'")
        tell("meanwhile")
        known.question = "星际快递"
        known.save()
        FaqFactory(question="星际邮局")
        tell("saved")
        connection.close()

    moved, known = FaqFactory(question="星际运费"), FaqFactory(question="星际保价")
    Faq.objects.filter(pk=moved.pk).update(question="月球运费")  # behind our back
    tell("before")
    backend = get_search_backend()
    rebuilder = backend.rebuilder_class(backend.get_index_for_model(Faq))
    beside = rebuilder.start()
    for model in get_indexed_models():
        beside.add_model(model)
        beside.add_items(model, model.get_indexed_objects())
    somebody = Thread(target=others)
    somebody.start()
    somebody.join()
    rebuilder.finish()
    tell("after")

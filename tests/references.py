"""Wagtail's index of references, written when it is asked instead of at each save.

For it each save walks through all fields of what is saved: a tenth of the time of
tests, of which few ask. Whoever asks finds what he would have found. (It is not written
again if that is rolled back: a test that takes back what it did asks before.)
"""

from contextlib import suppress
from types import SimpleNamespace

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail import signal_handlers
from wagtail.models import ReferenceIndex

MANAGER = type(ReferenceIndex.objects)
ask, count = MANAGER.get_queryset, CaptureQueriesContext.__enter__
task = signal_handlers.update_reference_index_task


@pytest.fixture(autouse=True)
def references_when_asked():
    """Let what a test saves wait; fixtures of wider scope write at once.

    Where queries are counted none of them waits, and none that waited is counted.
    """
    waiting = {}

    def save(*saved):
        if connection.force_debug_cursor:
            task.enqueue(*saved)
        else:
            waiting[saved] = None

    def write():
        taken = [*waiting]
        waiting.clear()  # the task asks as well
        for saved in taken:
            with suppress(ObjectDoesNotExist):  # it was deleted since
                task.call(*saved)

    def write_and(go_on):
        def both(self):
            write()
            return go_on(self)

        return both

    with pytest.MonkeyPatch.context() as patch:
        later = SimpleNamespace(enqueue=save)
        patch.setattr(signal_handlers, "update_reference_index_task", later)
        patch.setattr(MANAGER, "get_queryset", write_and(ask))
        patch.setattr(CaptureQueriesContext, "__enter__", write_and(count))
        yield

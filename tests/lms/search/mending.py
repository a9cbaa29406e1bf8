"""Finding what is wrong with an index, and building it anew: each back end's promises.

A class that inherits these tests says how an entry of its index goes wrong.
"""

import json
import re
from io import StringIO

import pytest
from django.core.management import call_command

from knowledge_base.models import Faq
from lms.models import IndexChange
from lms.search.engine import search
from tests.factories.knowledge_base import FaqFactory

DRIFT = ("missing", "stale", "old", "orphaned", "waiting")


class Terminal(StringIO):
    def isatty(self):
        return True


def doctor(**options):
    """Return the exit code and what it says."""
    out, code = StringIO(), 0
    try:
        call_command("search_doctor", json=True, stdout=out, **options)
    except SystemExit as end:
        code = end.code
    return code, json.loads(out.getvalue())


class MendingBehaviour:
    """Tests that a class inherits, whose fixtures choose the index."""

    backend = "default"
    indexes = 1  # that the doctor looks at

    @pytest.fixture
    def content(self, committed):
        """Make a right index of four entries and more."""
        with committed():
            call_command("search_doctor", mend=True, verbosity=0)
            return [FaqFactory(question=f"退款第 {n} 问") for n in range(4)]

    def lose(self, index, item):
        """Take the entry of an object out of the index."""
        raise NotImplementedError

    def date_back(self, index, item):
        """Have the entry of an object written by another analyzer."""
        raise NotImplementedError

    def leave(self, index, item):
        """Put in an entry of an object that is gone."""
        raise NotImplementedError

    def test_each_drift_is_found_and_mended(self, content, index):
        missing, stale, old, gone = content
        assert doctor()[0] == 0
        self.lose(index, missing)
        self.date_back(index, old)
        self.leave(index, gone)
        Faq.objects.filter(pk=stale.pk).update(question="换货政策")
        IndexChange.objects.create(model="lms_knowledge_base.faq", key=str(missing.pk))

        code, found = doctor()
        assert code == 1
        assert [found[name] for name in DRIFT] == [1, self.indexes, 1, 1, 1]

        code, found = doctor(mend=True)
        assert (code, found["mended"]) == (0, True)
        assert doctor()[0] == 0
        assert search("换货", user=None).total == 1
        assert search("第 问", user=None).total == 3

    def test_a_rebuild_mends_all_and_draws_how_far_it_is(self, content, index):
        for item in content[:2]:
            self.lose(index, item)
        self.date_back(index, content[2])
        self.leave(index, content[3])
        out, drawn = StringIO(), Terminal()

        call_command(
            "update_index", backend_name=self.backend, stdout=out, stderr=drawn
        )

        objects = int(re.search(r": (\d+) objects indexed", out.getvalue())[1])
        assert f"\r[{'#' * 40}] {objects}/{objects}\n" in drawn.getvalue()
        assert objects >= len(content)
        assert doctor()[0] == 0

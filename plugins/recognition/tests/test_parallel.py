"""Several at once, each a process of its own, on the database that the tests use."""

import pytest

from plugins.recognition.tests.voters import PEOPLE
from tests.at_once import order

PROCESSES = 3


@pytest.fixture
def processes(start_processes):
    return start_processes("plugins.recognition.tests.voters", *range(PROCESSES))


def test_however_many_vote_thank_or_praise_at_once_nobody_counts_twice(processes):
    order(processes[:1], "prepare")

    assert sum(map(int, order(processes, "vote"))) == PEOPLE - 1
    assert order(processes[:1], "count") == [f"{PEOPLE - 1} {PEOPLE - 1}"]
    assert sum(map(int, order(processes, "thank"))) == PEOPLE - 1
    assert len({*order(processes[:2], "register")}) == 1

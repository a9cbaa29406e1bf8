"""Several at once, each a process of its own, on the database that the tests use."""

import pytest

from plugins.surveys.tests.answerers import PEOPLE
from tests.at_once import order

PROCESSES = 4


@pytest.fixture
def processes(start_processes):
    return start_processes("plugins.surveys.tests.answerers", *range(PROCESSES))


@pytest.mark.once
def test_however_many_answer_at_once_each_is_counted_once(processes):
    order(processes[:1], "prepare")

    taken = order(processes, "answer")

    assert sum(map(int, taken)) == PEOPLE
    assert order(processes[:1], "count") == [f"{PEOPLE} {PEOPLE}"]

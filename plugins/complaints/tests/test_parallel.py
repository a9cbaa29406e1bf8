"""Several at once, each a process of its own, on the database that the tests use."""

import pytest

from plugins.complaints.tests.closers import CASES
from tests.at_once import order

PROCESSES = 3


@pytest.fixture
def processes(start_processes):
    return start_processes("plugins.complaints.tests.closers", *range(PROCESSES))


def test_however_many_at_once_each_is_closed_and_registered_once_and_half_are_drawn(
    processes,
):
    order(processes[:1], "prepare")

    done = order(processes, "close")

    assert sum(map(int, done)) == CASES
    assert order(processes[:1], "count") == [f"{CASES} {CASES} {CASES} True"]

    assert sum(map(int, order(processes, "register"))) == CASES

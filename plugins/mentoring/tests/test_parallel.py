"""Several at once, each a process of its own, on the database that the tests use."""

import pytest

from tests.at_once import order

PROCESSES = 4
LIMIT = 3


@pytest.fixture
def processes(start_processes):
    return start_processes("plugins.mentoring.tests.pressers", *range(PROCESSES))


def test_however_many_pair_at_once_no_limit_is_passed(processes):
    order(processes[:1], "prepare")

    assert sum(map(int, order(processes, "fill"))) == LIMIT
    assert sum(map(int, order(processes, "snatch"))) == 1
    found = order(processes, "observe")
    assert {*found} == {f"{LIMIT + 1} of {LIMIT + 1}"}

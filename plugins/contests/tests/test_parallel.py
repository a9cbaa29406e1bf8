"""Several at once, each a process of its own, on the database that the tests use."""

import pytest

from plugins.contests.tests.racers import PEOPLE
from tests.at_once import order

PROCESSES = 3
JUDGES = 2


@pytest.fixture
def processes(start_processes):
    return start_processes("plugins.contests.tests.racers", *range(PROCESSES))


def test_what_is_pressed_at_once_is_done_once(processes):
    order(processes[:1], "prepare")

    assert sum(map(int, order(processes, "enter"))) == PEOPLE
    assert sum(map(int, order(processes, "score"))) == JUDGES
    assert sum(map(int, order(processes, "publish"))) == 1
    assert order(processes[:1], "count") == [f"{PEOPLE} {JUDGES} 1"]

"""Two at once, each a process of its own, on the database that the tests use."""

import pytest

from plugins.growth.tests.agreers import PLANS
from tests.at_once import order


@pytest.fixture
def processes(start_processes):
    return start_processes("plugins.growth.tests.agreers", *range(2))


def test_two_who_agree_at_once_both_count_and_nothing_counts_twice(processes):
    order(processes[:1], "prepare")

    assert order(processes, "agree") == ["agreed", "agreed"]
    assert order(processes, "rate") == ["rated", "rated"]
    assert order(processes[:1], "count") == [f"{PLANS} {PLANS} {PLANS} {PLANS * 2}"]
    assert order(processes, "close") == ["closed", "closed"]
    assert order(processes[:1], "goals") == [f"{PLANS * 2}"]

"""Two at once, each a process of its own, on the database that the tests use."""

import pytest

from plugins.growth.tests.agreers import PLANS


@pytest.fixture
def processes(start_processes):
    return start_processes("plugins.growth.tests.agreers", *range(2))


def order(processes, name):
    """Let them begin together; return what each says."""
    for process in processes:
        process.order(name)
    return [process.stdout.readline().strip() for process in processes]


def test_two_who_agree_at_once_both_count_and_nothing_counts_twice(processes):
    order(processes[:1], "prepare")

    assert order(processes, "agree") == ["agreed", "agreed"]
    assert order(processes, "rate") == ["rated", "rated"]
    assert order(processes[:1], "count") == [f"{PLANS} {PLANS} {PLANS} {PLANS * 2}"]

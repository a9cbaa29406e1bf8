"""Several at once, each a process of its own, on the database that the tests use."""

import pytest

from tests.at_once import order

PROCESSES = 3


@pytest.fixture
def processes(start_processes):
    return start_processes("plugins.community.tests.deciders", *range(PROCESSES))


def test_however_many_decide_at_once_money_is_promised_and_paid_once(processes):
    order(processes[:1], "prepare")

    assert sorted(order(processes, "grant own")) == [
        "NotEnoughError",
        "NotEnoughError",
        "taken",
    ]
    taken = order(processes, "grant large")
    assert taken == ["taken"] * PROCESSES  # the third finds it granted
    assert order(processes, "pay") == ["taken"] * PROCESSES
    assert order(processes[:1], "count") == ["paid 1 1 True 0"]
    assert len({*order(processes, "send")}) == 1
    assert order(processes[:1], "count") == ["paid 1 1 True 1"]

"""Several at once, each a process of its own, on the database that the tests use."""

import pytest

PROCESSES = 3


@pytest.fixture
def processes(start_processes):
    return start_processes("plugins.community.tests.deciders", *range(PROCESSES))


def order(processes, name):
    """Let them begin together; return what each says."""
    for process in processes:
        process.order(name)
    return sorted(process.stdout.readline().strip() for process in processes)


def test_however_many_decide_at_once_money_is_promised_and_paid_once(processes):
    order(processes[:1], "prepare")

    assert order(processes, "grant own") == [
        "NotEnoughError",
        "NotEnoughError",
        "taken",
    ]
    taken = order(processes, "grant large")
    assert taken == ["taken"] * PROCESSES  # the third finds it granted
    assert order(processes, "pay") == ["taken"] * PROCESSES
    assert order(processes[:1], "count") == ["paid 1 1 True"]

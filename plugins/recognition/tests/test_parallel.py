"""Several at once, each a process of its own, on the database that the tests use."""

import pytest

from plugins.recognition.tests.voters import PEOPLE

PROCESSES = 3


@pytest.fixture
def processes(start_processes):
    return start_processes("plugins.recognition.tests.voters", *range(PROCESSES))


def order(processes, name):
    """Let them begin together; return what each says."""
    for process in processes:
        process.order(name)
    return [process.stdout.readline().strip() for process in processes]


def test_however_many_vote_or_thank_at_once_nobody_counts_twice(processes):
    order(processes[:1], "prepare")

    assert sum(map(int, order(processes, "vote"))) == PEOPLE - 1
    assert order(processes[:1], "count") == [f"{PEOPLE - 1} {PEOPLE - 1}"]
    assert sum(map(int, order(processes, "thank"))) == PEOPLE - 1

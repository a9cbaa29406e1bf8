"""Several at once, each a process of its own, on the database that the tests use."""

import pytest

from plugins.surveys.tests.answerers import PEOPLE

PROCESSES = 4


@pytest.fixture
def processes(start_processes):
    return start_processes("plugins.surveys.tests.answerers", *range(PROCESSES))


def order(processes, name):
    """Let them begin together; return what each says."""
    for process in processes:
        process.order(name)
    return [process.stdout.readline().strip() for process in processes]


@pytest.mark.once
def test_however_many_answer_at_once_each_is_counted_once(processes):
    order(processes[:1], "prepare")

    taken = order(processes, "answer")

    assert sum(map(int, taken)) == PEOPLE
    assert order(processes[:1], "count") == [f"{PEOPLE} {PEOPLE}"]

"""Several at once, each a process of its own, on the database that the tests use."""

import pytest

from tests.at_once import order

PROCESSES = 2


@pytest.fixture
def processes(start_processes):
    return start_processes("plugins.archives.tests.freezers", *range(PROCESSES))


def test_however_many_freeze_a_month_at_once_there_is_one_version(processes):
    order(processes[:1], "prepare")

    assert sorted(order(processes, "freeze")) == ["0", "1"]
    assert order(processes[:1], "count") == ["1 1 1"]

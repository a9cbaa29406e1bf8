"""Several at once, each a process of its own, on the database that the tests use."""

import pytest

from plugins.performance.tests.raters import PEOPLE


@pytest.fixture
def processes(start_processes):
    return start_processes("plugins.performance.tests.raters", 0, 1)


def order(processes, *names):
    """Let them begin together; return what each says."""
    for process, name in zip(processes, names, strict=False):
        process.order(name)
    return [
        p.stdout.readline().strip() for p, _n in zip(processes, names, strict=False)
    ]


def test_what_is_handed_in_while_a_month_is_closed_counts_or_is_refused(processes):
    order(processes, "prepare")
    assert order(processes, "open", "open") == [f"{PEOPLE}"] * 2

    taken, _closed = order(processes, "hand in", "close")
    assert order(processes, "count") == [f"{taken} True"]
    assert order(processes, "hand in") == ["0"]

"""Processes that begin at once begin one attempt, and hand it in once."""

import pytest

pytestmark = [pytest.mark.slow]


def test_processes_at_once_begin_one_attempt_and_mark_it_once(start_processes):
    processes = start_processes(
        "plugins.courses.tests.starters", "early", "early", "late"
    )

    def at_once():
        for process in processes:
            process.order("go")
        return [process.stdout.readline().strip() for process in processes]

    keys = at_once()
    assert keys[0]
    assert len({*keys}) == 1
    assert {*at_once()} == {"1 1 1"}

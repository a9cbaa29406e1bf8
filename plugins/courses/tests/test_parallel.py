"""Several at once, each a process of its own, on the database that the tests use."""

import pytest

from plugins.courses.tests.pressers import PEOPLE
from tests.at_once import order

PROCESSES = 4


@pytest.fixture
def processes(start_processes):
    return start_processes("plugins.courses.tests.pressers", *range(PROCESSES))


@pytest.mark.once
def test_however_many_press_at_once_each_course_is_completed_and_assigned_once(
    processes,
):
    order(processes[:1], "prepare")

    pressed = order(processes, "press")
    assert sum(map(int, pressed)) == PEOPLE
    assert order(processes[:1], "count") == [f"{PEOPLE} {PEOPLE}"]

    assert sum(map(int, order(processes, "assign"))) == PEOPLE


@pytest.mark.once
def test_however_many_press_at_once_each_begins_hands_in_and_is_answered_once(
    processes,
):
    order(processes[:1], "prepare")

    order(processes, "begin")
    assert order(processes[:1], "begin") == [str(PEOPLE)]
    assert sum(map(int, order(processes, "hand"))) == PEOPLE
    assert sum(map(int, order(processes, "look"))) == PEOPLE
    assert order(processes[:1], "count") == [f"{PEOPLE} {PEOPLE}"]

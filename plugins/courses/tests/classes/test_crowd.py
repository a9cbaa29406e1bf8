"""Eight processes do the same to a class at once, on a database of their own."""

import pytest

PROCESSES = 8
pytestmark = [pytest.mark.slow]


def said(processes, act):
    """Let them begin together; return what each says."""
    for process in processes:
        process.order(act)
    return [line for process in processes for line in process.heard()]


@pytest.fixture
def crowd(start_processes):
    """Processes that wait for the name of an act."""
    found = start_processes(
        "plugins.courses.tests.classes.attackers",
        *range(PROCESSES),
    )
    said(found[:1], "prepare")
    return found


def test_parallel_sign_ins_give_one_row(crowd):
    states = said(crowd, "sign")

    assert states == ["present"] * (PROCESSES * 3)
    assert said(crowd[:1], "report") == ["1", "1"]


def test_last_places_are_given_once_moves_are_made_once_and_marking_goes_on(crowd):
    said(crowd[:1], "crowded")

    joined, booked = said(crowd, "join"), said(crowd, "book")
    said(crowd, "move")

    assert sorted(joined) == [*["full"] * (PROCESSES - 1), "in"]
    assert sorted(booked) == ["booked", *["full"] * (PROCESSES - 1)]
    assert said(crowd[:1], "moved") == ["1.0"]
    assert said(crowd, "mark_or_cancel") == ["done with it"] * PROCESSES

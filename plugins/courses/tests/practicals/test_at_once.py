"""Two judges hand in at the same moment: one mark, one result, on both databases."""

import pytest

SITTINGS = 12
pytestmark = [pytest.mark.slow]


@pytest.fixture
def pair(start_processes):
    """Two processes that wait for an order."""
    return start_processes("plugins.courses.tests.practicals.judging_at_once", *"12")


def test_two_who_hand_in_at_once_give_one_result(pair):
    pair[0].order(f"prepare {SITTINGS}")
    sheets = [line.split() for line in pair[0].heard()]

    for process, keys in zip(pair, zip(*sheets, strict=True), strict=True):
        process.order(" ".join(["submit", *keys]))
    submitted = [line for process in pair for line in process.heard()]
    pair[0].order("report")

    assert len(submitted) == 2 * SITTINGS
    assert pair[0].heard() == [f"{SITTINGS} {SITTINGS} {SITTINGS}"]


def test_a_correction_and_another_mark_of_the_same_person_do_not_stop_each_other(pair):
    pair[0].order("prepare 0")
    pair[0].heard()
    pair[0].order(f"rivals {SITTINGS}")
    decided, ahead = zip(*(line.split() for line in pair[0].heard()), strict=True)

    pair[0].order(" ".join(["correct", *decided]))
    pair[1].order(" ".join(["submit", *ahead]))

    assert len([line for process in pair for line in process.heard()]) == 2 * SITTINGS
    pair[0].order("report")
    assert pair[0].heard()[0].split()[:2] == [str(2 * SITTINGS)] * 2

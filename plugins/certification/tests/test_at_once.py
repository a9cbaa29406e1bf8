"""Two managers act at the same moment: one certificate, on both databases."""

import pytest

pytestmark = [pytest.mark.slow]


@pytest.fixture
def pair(start_processes):
    """Two processes that wait for an order."""
    return start_processes("plugins.certification.tests.deciding_at_once", *"12")


def together(pair, *lines):
    for process, line in zip(pair, lines, strict=True):
        process.order(line)
    return [process.heard() for process in pair]


def reported(pair):
    pair[0].order("report")
    return {name: int(number) for name, number in (line.split(":") for line in pair[0].heard())}  # fmt: skip


def test_two_who_grant_at_once_issue_one_certificate(pair):
    pair[0].order("prepare")
    pair[0].heard()

    said = together(pair, "grant", "grant")

    assert said == [["taken"] * 12] * 2
    found = reported(pair)
    assert (found["renewed"], found["decided"], found["superseded"]) == (12, 12, 12)
    assert (found["standing"], found["open"]) == (1, 0)


def test_what_is_revoked_and_renewed_at_once_is_one_of_both(pair):
    pair[0].order("prepare")
    pair[0].heard()

    granted, revoked = together(pair, "grant", "revoke")

    assert {*granted} <= {"taken", "NotMetError"}
    assert {*revoked} <= {"taken", "ElsewhereError"}
    found = reported(pair)
    assert found["revoked"] + found["superseded"] == 12
    assert found["revoked"] == revoked.count("taken")
    assert found["renewed"] == granted.count("taken")
    assert found["standing"] <= 1


def test_whoever_applies_twice_at_once_is_on_the_way_once(pair):
    pair[0].order("prepare")
    pair[0].heard()
    for step in ("revoke", "withdraw"):
        pair[0].order(step)
        assert pair[0].heard() == ["taken"] * 12

    said = together(pair, "apply", "apply")

    assert said == [["taken"] * 12] * 2
    assert reported(pair)["open"] == 1

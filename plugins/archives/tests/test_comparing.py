"""Comparing figures, and versions of a month."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from plugins.archives.comparing import Change, differences, misses, number, written
from plugins.archives.tests.factories import figure

FIGURES = st.none() | st.decimals(-1000, 1000, places=2)
CONTENT = st.lists(
    st.builds(
        lambda key, value: figure(key, written(value)),
        st.sampled_from(["a.x", "a.y", "b.z"]),
        FIGURES,
    ),
    unique_by=lambda row: row["key"],
)


@given(FIGURES, FIGURES)
def test_a_change_adds_up_and_is_better_one_way_only(before, after):
    up, down = Change(before, after), Change(before, after, more_is_better=False)

    if before is None or after is None:
        assert up.absolute is up.relative is None
        assert [up.is_better, up.is_worse, up.loss] == [False, False, 0]
        return
    assert before + up.absolute == after
    assert (up.is_better, up.is_worse) == (down.is_worse, down.is_better)
    assert (up.relative is None) == (before == 0)
    if before and after != before and abs(up.relative) > 0:
        assert (up.relative > 0) == (after > before)
    assert (up.loss > 0) == up.is_worse or up.relative == 0


@given(FIGURES, FIGURES, st.booleans())
def test_a_goal_is_missed_on_one_side_only(value, goal, more):
    missed = misses(value, goal, more_is_better=more)

    assert not (missed and misses(value, goal, more_is_better=not more))
    assert not misses(value, value, more_is_better=more)


@given(FIGURES)
def test_a_figure_is_read_as_it_was_written(value):
    assert number(written(value)) == value
    assert written(number(written(value))) == written(value)
    assert written(Decimal("-0.001")) == "0.00"


@given(CONTENT, CONTENT)
def test_versions_differ_exactly_where_their_content_does(old, new):
    found = differences({"figures": old, "tables": []}, {"figures": new, "tables": []})

    same = {row["key"]: row for row in old} == {row["key"]: row for row in new}
    assert (found == []) == same
    assert differences({"figures": old, "tables": []}, {"figures": old, "tables": []}) == []  # fmt: skip

"""How points become marks, beside an oracle that counts in whole numbers."""

from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.courses.enums import Aggregation
from plugins.courses.models import Criterion
from plugins.courses.services.practicals.agreement import differences
from plugins.courses.services.practicals.scoring import (
    aggregate,
    half_up,
    total_of,
    weigh,
)

totals = st.lists(
    st.decimals(min_value=0, max_value=100, places=2), min_size=1, max_size=6
)
marks = st.none() | st.decimals(min_value=0, max_value=100, places=2)
weights = st.integers(0, 100)
floors = st.none() | st.integers(0, 100)


def oracle(value):
    """Round as a school book does, with far more places than are needed."""
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def mean_by_oracle(values):
    with localcontext() as context:
        context.prec = 60
        return oracle(sum(values) / len(values))


@given(totals)
def test_a_mean_is_that_of_the_oracle(values):
    assert aggregate(values, Aggregation.MEAN) == mean_by_oracle(values)


@given(totals)
def test_a_median_has_as_many_marks_above_as_below(values):
    ordered = sorted(values)
    middle = ordered[(len(ordered) - 1) // 2 : len(ordered) // 2 + 1]

    assert aggregate(values, Aggregation.MEDIAN) == mean_by_oracle(middle)


@given(totals)
def test_a_trimmed_mean_leaves_one_out_on_each_side_where_there_are_three(values):
    ordered = sorted(values)
    kept = ordered[1:-1] if len(ordered) >= 3 else ordered

    assert aggregate(values, Aggregation.TRIMMED) == mean_by_oracle(kept)


@given(totals, st.sampled_from(Aggregation), st.randoms())
def test_no_order_of_the_judges_changes_a_mark_and_it_stays_between_theirs(
    values, how, chance
):
    shuffled = [*values]
    chance.shuffle(shuffled)

    score = aggregate(values, how)

    assert score == aggregate(shuffled, how)
    assert min(values) <= score <= max(values)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.005", "0.01"), ("0.004999", "0.00"), ("59.995", "60.00"), ("100", "100.00")],
)
def test_halves_are_rounded_up(value, rounded):
    assert str(half_up(Decimal(value))) == rounded


criteria = st.lists(
    st.tuples(st.integers(1, 100), st.integers(1, 9), st.data()), min_size=1, max_size=6
)


@given(st.lists(st.tuples(st.integers(1, 100), st.integers(1, 9), st.integers(0, 9))))
def test_a_sheet_is_weighed_as_by_the_oracle(rows):
    rows = [(weight, points, min(got, points)) for weight, points, got in rows]
    if not rows:
        return
    parts = [Criterion(str(n), w, p, {}) for n, (w, p, _got) in enumerate(rows)]
    sent = {str(n): got for n, (_w, _p, got) in enumerate(rows)}

    common = 2520  # divides by each number of points
    reached = sum(weight * got * common // points for weight, points, got in rows)
    whole = common * sum(weight for weight, _points, _got in rows)
    hundredths = (2 * reached * 100 * 100 + whole) // (2 * whole)

    assert total_of(parts, sent) == Decimal(hundredths) / 100


@given(weights, floors, floors, marks, marks, st.integers(0, 100))
def test_a_final_mark_is_weighed_as_by_the_oracle(
    weight, written_floor, practical_floor, written, practical, pass_mark
):
    parts = [("exam", weight, written_floor), ("practical", 100 - weight, practical_floor)]  # fmt: skip
    found = weigh(parts, {"exam": written, "practical": practical}, pass_mark=pass_mark)

    counting = [
        (mark, share, least)
        for mark, share, least in (
            (written, weight, written_floor),
            (practical, 100 - weight, practical_floor),
        )
        if share
    ]
    if any(mark is None for mark, _share, _least in counting):
        assert found.score is None
        assert not found.is_passed
        assert found.missing
        return
    expected = oracle(sum(mark * share for mark, share, _least in counting) / 100)
    is_low = any(least is not None and mark < least for mark, _s, least in counting)
    assert found.score == expected
    assert bool(found.below_floor) == is_low
    assert found.is_passed == (expected >= pass_mark and not is_low)


def test_a_missing_part_is_none_and_never_nought():
    parts = [("exam", 70, None), ("practical", 30, None)]

    found = weigh(parts, {"exam": Decimal(100)}, pass_mark=60)

    assert (found.score, found.missing) == (None, ["practical"])
    nought = weigh(parts, {"exam": Decimal(100), "practical": Decimal(0)}, pass_mark=60)
    assert nought.score == Decimal("70.00")


def test_judges_differ_from_the_mean_of_their_panel_and_all_together_by_nothing():
    panels = [[(1, Decimal(70)), (2, Decimal(90))], [(1, Decimal(60)), (2, Decimal(60))], [(3, Decimal(5))]]  # fmt: skip

    found = differences(panels)

    assert found == {1: [-10, 0], 2: [10, 0]}

"""Points, totals, places and streaks, each as one would work it out by hand."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from plugins.performance.enums import Kind, Side
from plugins.performance.models import Part
from plugins.performance.services.scoring import (
    Given,
    at_the_end,
    at_the_top,
    call_backs,
    correlation,
    has_streak,
    median,
    places_of,
    points_of,
    rounded,
    score,
)

WEIGHTS = {Side.SELF: 15, Side.SUPERIOR: 60, Side.PANEL: 25}
ONE = [Part("i1", "接听质量", weight=100)]
marks = st.integers(0, 100)
numbers = st.decimals(0, 10_000, places=2)


def one(mark):
    return {"i1": mark}


def points(parts=ONE, weights=WEIGHTS, **known):
    return score(parts, weights, Given(**known), "bonus")


def test_the_three_sides_are_weighted_and_the_panel_is_averaged():
    result = points(
        marks={Side.SELF: [one(90)], Side.SUPERIOR: [one(80)], Side.PANEL: [one(70), one(80)]}
    )  # fmt: skip

    # 90 x 15 % + 80 x 60 % + 75 x 25 %
    assert result.total == Decimal("80.25")
    assert result.is_whole


def test_what_is_missing_is_left_out_and_the_others_count_in_proportion():
    parts = [*ONE, Part("i2", "满意度", weight=100, kind=Kind.ENTERED, target="90")]
    result = points(parts, marks={Side.SELF: [one(90)], Side.SUPERIOR: [one(80)]})

    assert result.total == rounded(Decimal(90 * 15 + 80 * 60) / 75)
    assert [each.part.key for each in result.missing] == ["i2"]
    assert [each.share for each in result.parts] == [100, 0]
    assert points().total is None


def test_a_figure_is_worth_its_share_of_the_target():
    assert points_of(Decimal(45), Decimal(90), is_less=False) == 50
    assert points_of(Decimal(95), Decimal(90), is_less=False) == 100
    assert points_of(Decimal(4), Decimal(2), is_less=True) == 50
    assert points_of(Decimal(0), Decimal(0), is_less=True) == 100
    assert points_of(Decimal(3), Decimal(0), is_less=True) == 0


def test_call_backs_are_worked_out_by_the_formula_against_the_days_to_attend():
    part = Part("i1", "回访", weight=100, kind=Kind.CALLS, quota=200)
    known = {"calls": 900, "people": 5, "days": 22}
    value = call_backs(known, part.quota)
    result = points([part], figures={"i1": (value, known)})

    assert value == Decimal("19.80")  # 900 / (200 x 5) x 22
    assert result.total == 90


def test_bonuses_are_added_and_a_total_is_never_less_than_nothing():
    def total(mark, *bonuses):
        return points(marks={Side.SUPERIOR: [one(mark)]}, bonuses=bonuses).total

    assert total(80, 3, -2) == 81
    assert total(2, -5) == 0


def test_what_is_corrected_counts_in_place_of_what_was_worked_out():
    found = points(
        marks={Side.SUPERIOR: [one(50)]},
        bonuses=[5],
        corrected={"i1": Decimal(70), "bonus": Decimal(2)},
    )

    assert (found.base, found.total) == (70, 72)


@given(st.lists(st.tuples(marks, marks, marks, st.integers(1, 100)), min_size=1, max_size=8), st.lists(st.integers(-5, 5)), st.randoms())  # fmt: skip
def test_a_total_is_within_its_limits_and_knows_no_order(rows, bonuses, chance):
    parts = [Part(f"i{n}", str(n), weight=row[3]) for n, row in enumerate(rows)]
    sides = {
        side: [{f"i{n}": row[place] for n, row in enumerate(rows)}]
        for place, side in enumerate(Side)
    }
    first = points(parts, marks=sides, bonuses=bonuses)
    shuffled = chance.sample(parts, len(parts))
    turned = dict(reversed(sides.items()))

    assert 0 <= first.base <= 100
    assert 0 <= first.total <= 100 + max(sum(bonuses), 0)
    assert points(shuffled, marks=turned, bonuses=bonuses[::-1]).total == first.total


@given(numbers, numbers, numbers, st.booleans())
def test_a_better_figure_is_never_worth_less(value, other, goal, is_less):
    low, high = sorted((value, other), reverse=is_less)
    worse = points_of(low, goal, is_less=is_less)

    assert 0 <= worse <= points_of(high, goal, is_less=is_less) <= 100


@given(st.dictionaries(st.integers(), numbers, max_size=20))
def test_nobody_is_at_both_ends_and_equals_share_a_place(totals):
    places = places_of(totals)

    assert not at_the_top(totals, 3) & at_the_end(totals, 3, 3)
    assert all(
        (places[a] == places[b]) == (totals[a] == totals[b])
        for a in totals
        for b in totals
    )


def test_a_month_counts_towards_one_prize_only():
    assert has_streak([True, True, True], 3)
    assert not has_streak([True, True], 3)
    assert not has_streak([True, False, True], 3)
    assert not has_streak([True, None, True, True], 3)


def test_the_middle_and_how_two_figures_go_together():
    assert median([]) is None
    assert median([Decimal(3), Decimal(1), Decimal(2)]) == 2
    assert median([Decimal(1), Decimal(2)]) == Decimal("1.50")
    rising = [(Decimal(n), Decimal(n * 2)) for n in range(5)]
    assert correlation(rising) == 1
    assert correlation([(Decimal(1), Decimal(n)) for n in range(5)]) is None

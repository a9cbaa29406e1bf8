"""What evidence is worth: pure."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from plugins.recognition.weighing import (
    Part,
    mean,
    of_goal,
    ranks,
    share,
    total,
    weights_in_use,
)

WORTH = st.decimals(0, 100, places=2)


def part(worth, weight):
    return Part("praise", "1", Decimal(worth), weight)


def test_a_goal_is_worth_all_and_more_is_not_worth_more():
    assert [of_goal(n, 3) for n in (0, 1, 3, 9)] == [
        Decimal(0),
        Decimal("33.33"),
        Decimal(100),
        Decimal(100),
    ]
    assert mean([Decimal(80), Decimal("91.5")]) == Decimal("85.75")


def test_votes_are_shares_of_those_who_could_vote():
    assert share(2, 4) == share(10, 20) == Decimal(50)
    assert share(0, 0) == share(1, 0) == Decimal(0)
    assert share(5, 4) == Decimal(100)


def test_what_nobody_has_is_left_out_for_all():
    weights = {"praise": 40, "thanks": 0, "scores": 30}
    worth = {
        1: {"praise": Decimal(50), "thanks": Decimal(9), "scores": Decimal(0)},
        2: {"praise": Decimal(0), "thanks": Decimal(0), "scores": Decimal(0)},
    }

    assert weights_in_use(weights, worth) == {"praise": 40}


def test_the_figure_is_a_weighted_mean():
    assert total([part(100, 40), part(50, 60)]) == Decimal(70)
    assert total([]) == Decimal(0)


def test_the_same_figure_has_the_same_rank():
    assert ranks([Decimal(70), Decimal(90), Decimal(70), Decimal(10)]) == [2, 1, 2, 4]
    assert ranks([]) == []


@given(st.lists(st.tuples(WORTH, st.integers(1, 100)), min_size=1, max_size=4))
def test_a_figure_lies_between_its_parts(rows):
    found = total(part(worth, weight) for worth, weight in rows)

    assert min(worth for worth, _ in rows) <= found <= max(worth for worth, _ in rows)


@given(st.lists(WORTH, max_size=12))
def test_ranks_follow_figures(figures):
    found = ranks(figures)

    assert found == [1 + sum(other > each for other in figures) for each in figures]

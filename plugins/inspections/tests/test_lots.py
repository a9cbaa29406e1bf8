"""Lots: fair, and the same with the same seed."""

from collections import Counter
from datetime import date

from plugins.inspections.services.lots import Lots, days_of


def test_nobody_is_drawn_twice_before_everybody_was_drawn_once():
    for seed in ("a", "b", "c"):
        found = Lots(seed).people(dict.fromkeys(range(1, 8), 0), 7)
        assert sorted(found) == [*range(1, 8)]
        twice = Counter(Lots(seed).people(dict.fromkeys(range(1, 8), 0), 10))
        assert {*twice.values()} == {1, 2}


def test_whoever_was_drawn_least_comes_first():
    assert sorted(Lots("x").people({1: 5, 2: 3, 3: 3, 4: 9}, 2)) == [2, 3]
    assert Lots("x").people({1: 0, 2: 7}, 1, besides=[1]) == [2]
    assert Lots("x").people({1: 0}, 1, besides=[1]) == []


def test_the_same_seed_draws_the_same():
    pool = dict.fromkeys(range(40), 0)

    assert Lots("5eed").people(pool, 20) == Lots("5eed").people(pool, 20)
    assert Lots("5eed").people(pool, 20) != Lots("other").people(pool, 20)


def test_days_are_those_that_are_left_of_the_month():
    assert days_of(date(2026, 2, 1), date(2026, 2, 27)) == [
        date(2026, 2, 27),
        date(2026, 2, 28),
    ]
    assert len(days_of(date(2026, 2, 1), date(2026, 5, 1))) == 28
    assert Lots("x").day([date(2026, 2, 1), date(2026, 2, 2)], {date(2026, 2, 1)}) == date(2026, 2, 2)  # fmt: skip

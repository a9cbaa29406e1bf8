"""Marks to a score, months to one: pure."""

from decimal import Decimal

import pytest

from plugins.inspections.enums import Source
from plugins.inspections.models import Criterion
from plugins.inspections.services.scoring import score_month, score_sheet

CRITERIA = [
    Criterion("a", "s", "a", 10),
    Criterion("b", "s", "b", 15),
    Criterion("c", "s", "c", 5),
    Criterion("k", "s", "k", cap=60),
    Criterion("x", "s", "x", cap=0),
]


@pytest.mark.parametrize(
    ("marks", "knocked", "score"),
    [
        ({"a": "full", "b": "full", "c": "full"}, [], "100.00"),
        ({"a": "full", "b": "half", "c": "none"}, [], "58.33"),
        ({"a": "full", "b": "na", "c": "half"}, [], "83.33"),
        ({"a": "full", "b": "full", "c": "full"}, ["k"], "60.00"),
        ({"a": "none", "b": "none", "c": "full"}, ["k"], "16.67"),
        ({"a": "full", "b": "full", "c": "full"}, ["k", "x"], "0.00"),
        ({"a": "na", "b": "na", "c": "na"}, ["x"], "0.00"),
    ],
)
def test_a_sheet_is_scored_by_what_occurred(marks, knocked, score):
    assert score_sheet(CRITERIA, marks, knocked).score == Decimal(score)


def test_where_nothing_occurred_there_is_no_score():
    assert score_sheet(CRITERIA, {"a": "na"}, []).score is None
    assert score_sheet(CRITERIA, {}, ["k"]).score is None


WEIGHTS = [(Source.RECORDING, 40), (Source.ONSITE, 60), (Source.PEER, 0)]


def test_a_month_weighs_its_sources():
    month = score_month(
        WEIGHTS,
        {"recording": [Decimal(80), Decimal(90)], "onsite": [Decimal(70)]},
    )

    assert month.score == Decimal("76.00")
    assert month.is_whole


def test_where_a_source_is_missing_the_others_count_for_all_and_it_is_said():
    month = score_month(WEIGHTS, {"recording": [Decimal(80)], "peer": [Decimal(10)]})

    assert month.score == Decimal("80.00")
    assert [part.source for part in month.missing] == [Source.ONSITE]
    assert {p.source: p.counted for p in month.parts}[Source.RECORDING] == 100
    assert not month.is_whole


def test_a_month_without_sheets_has_no_score():
    assert score_month(WEIGHTS, {}).score is None
    assert score_month(WEIGHTS, {"peer": [Decimal(90)]}).score is None

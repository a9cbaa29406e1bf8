import pytest

from lms.search.evaluation import evaluate, ndcg, precision, recall, reciprocal_rank

GRADES = {"a": 2, "b": 2, "c": 1}


def test_recall_counts_what_answers_in_the_first_twenty():
    assert recall(["a", *"x" * 19, "b"], GRADES) == 0.5


def test_the_best_order_has_all_the_gain():
    assert ndcg(["a", "b", "c"], GRADES) == 1


def test_a_worse_order_has_less_gain():
    assert ndcg(["c", "a", "b"], GRADES) == pytest.approx(4.3928 / 5.3928, abs=0.0001)


def test_the_first_answer_counts_by_its_rank():
    assert reciprocal_rank(["c", "a"], GRADES) == 0.5
    assert reciprocal_rank(["c"], GRADES) == 0


def test_precision_is_of_what_there_is():
    assert precision(["a", "x"], GRADES) == 0.5
    assert precision([], GRADES) == 0


def test_what_nobody_has_judged_is_dropped():
    report = evaluate({"q": ["unknown", "a", "b", "c"]}, {"q": GRADES}, {"a", "b", "c"})

    assert report.ndcg == 1
    assert report.unanswered == ()


def test_a_query_without_an_answer_is_named():
    report = evaluate({"q": ["c"]}, {"q": GRADES}, {"a", "b", "c"})

    assert report.unanswered == ("q",)
    assert report.missed == {"q": ("a", "b")}


def test_measuring_nothing_is_refused():
    with pytest.raises(ValueError, match="no judged query"):
        evaluate({}, {}, ())

"""How well a search answers, by judged queries.

Grade 2 answers a query, 1 is related, all else is wrong. What nobody has judged is
dropped from a ranking before it is measured ("condensed lists", Sakai 2007, Alternatives
to Bpref). nDCG is that of Järvelin and Kekäläinen (2002), with the gain 2 ** grade - 1.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean

ANSWERS = 2  # the grade of a document that answers

Grades = Mapping[str, int]  # document to grade
Ranking = Sequence[str]  # documents, the best first


@dataclass(frozen=True, slots=True)
class Report:
    """Means over all queries, each between 0 and 1, and what got no answer."""

    recall: float  # of the documents that answer, in the first 20
    ndcg: float  # of the first 10
    mrr: float  # 1 / rank of the first document that answers
    precision: float  # of the first 5
    unanswered: tuple[str, ...]  # queries without a document that answers
    missed: Mapping[str, tuple[str, ...]]  # query to documents not in the first 20


def evaluate(
    rankings: Mapping[str, Ranking],
    judgements: Mapping[str, Grades],
    judged: Collection[str],
) -> Report:
    """Measure the rankings of all judged queries; raise ValueError if there is none."""
    if not judgements:
        raise ValueError("There is no judged query to measure by.")
    lists = {query: condensed(rankings.get(query, ()), judged) for query in judgements}
    pairs = [(lists[query], grades) for query, grades in judgements.items()]
    return Report(
        recall=fmean(recall(*pair) for pair in pairs),
        ndcg=fmean(ndcg(*pair) for pair in pairs),
        mrr=fmean(reciprocal_rank(*pair) for pair in pairs),
        precision=fmean(precision(*pair) for pair in pairs),
        unanswered=tuple(q for q, g in judgements.items() if not recall(lists[q], g)),
        missed={
            query: missing
            for query, grades in judgements.items()
            if (missing := misses(lists[query], grades))
        },
    )


def condensed(ranking: Ranking, judged: Collection[str]) -> list[str]:
    """Return the ranking without what nobody has judged, each document once."""
    return list(dict.fromkeys(found for found in ranking if found in judged))


def recall(ranking: Ranking, grades: Grades, depth: int = 20) -> float:
    """Return the share of answering documents in the first `depth`; 1 if none is."""
    wanted = _answering(grades)
    return len(wanted & set(ranking[:depth])) / len(wanted) if wanted else 1.0


def misses(ranking: Ranking, grades: Grades, depth: int = 20) -> tuple[str, ...]:
    """Return the answering documents that are not in the first `depth`."""
    return tuple(sorted(_answering(grades) - set(ranking[:depth])))


def ndcg(ranking: Ranking, grades: Grades, depth: int = 10) -> float:
    """Return the discounted gain of the first `depth` as a share of the best."""
    best = _gain(sorted(grades.values(), reverse=True)[:depth])
    return (
        _gain([grades.get(found, 0) for found in ranking[:depth]]) / best if best else 1
    )


def reciprocal_rank(ranking: Ranking, grades: Grades) -> float:
    """Return 1 / rank of the first document that answers, or 0."""
    wanted = _answering(grades)
    ranks = (rank for rank, found in enumerate(ranking, 1) if found in wanted)
    return 1 / next(ranks, float("inf"))


def precision(ranking: Ranking, grades: Grades, depth: int = 5) -> float:
    """Return the share of graded documents among the first that there are."""
    first = ranking[:depth]
    good = sum(grades.get(found, 0) > 0 for found in first)
    return good / len(first) if first else 0.0


def _answering(grades: Grades) -> set[str]:
    return {found for found, grade in grades.items() if grade >= ANSWERS}


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / log2(rank + 1) for rank, grade in enumerate(grades, 1))

"""Putting hits of all kinds into one order, so that no kind crowds out another.

Indexes of databases measure a text by the length of all it says: a kind whose entries
are short would stand before every article, however well that answers. So titles that
hold the query as typed are compared within their kind, and the best of each kind is
among the first few.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from lms.search.presenting import Found
from lms.search.ranking import WINDOW
from lms.search.scopes import Scope


def crowded_out(
    found: Sequence[Found], chosen: Sequence[Scope], count: Callable[[Scope], int]
) -> tuple[Scope, ...]:
    """Return the kinds with hits of which titles of other kinds leave none among the first."""
    first = found[:WINDOW]
    if len(first) < WINDOW or first[-1].tier:
        return ()
    there = {one.content_type for one in first}
    return tuple(s for s in chosen if there.isdisjoint(s.types) and count(s))


def best_of_each(found: Sequence[Found], scopes: Sequence[Scope]) -> list[Found]:
    """Return the first of each kind."""
    first = [
        next((one for one in found if one.content_type in scope.types), None)
        for scope in scopes
    ]
    return [one for one in first if one is not None][: WINDOW // 2]


def merged(
    found: Sequence[Found],
    lifted: Sequence[Found],
    standing: Mapping[tuple[int, str], float],
    *,
    within_kinds: bool,
) -> list[Found]:
    """Return the hits with the first few in the order of how good they are, too.

    `lifted` come among those. What is found must begin with the best. Titles as typed
    are compared within their kind, if kinds cannot be compared with each other.
    """
    kept = len(found[: max(WINDOW - len(lifted), 0)])
    keys = {one.key for one in lifted}
    rest = [one for one in found[kept:] if one.key not in keys]
    ranked = sorted(
        [*found[:kept], *lifted], key=lambda one: (one.tier, one.score, *one.key)
    )
    good = [standing.get(one.key, 1.0) for one in ranked]
    scores = (
        _within_kinds(ranked) if within_kinds else [(one.score, 0) for one in ranked]
    )
    turns = {
        one.key: (one.tier, score * factor, place, *one.key)
        for one, (score, place), factor in zip(ranked, scores, good, strict=True)
    }
    return [*sorted(ranked, key=lambda one: turns[one.key]), *rest]


def _within_kinds(ranked: Sequence[Found]) -> Iterator[tuple[float, int]]:
    """Yield each score, and a place; of titles as typed the part of their kind's best."""
    best: dict[int, float] = {}
    places = Counter[int]()
    for one in ranked:
        if one.tier:
            yield one.score, 0
            continue
        first = best.setdefault(one.content_type, one.score)
        yield -(one.score / first if first else 1.0), places[one.content_type]
        places[one.content_type] += 1

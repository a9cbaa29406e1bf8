"""What an index answers, and the indexes that are asked, the best first."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Protocol

from django.conf import settings

from lms.search.at_once import seen_at_once
from lms.search.entries import TAG_END
from lms.search.execution import dialect, rows
from lms.search.expressions import Expression, Without
from lms.search.presenting import Found
from lms.search.ranking import (
    CANDIDATES,
    WINDOW,
    Question,
    Wanted,
    best_statement,
    counts_statement,
)
from lms.search.tsquery import Tsquery

SERVER = "elasticsearch"
"""The name of the search server among WAGTAILSEARCH_BACKENDS."""


@dataclass
class Answer:
    """A page of hits in order, what is related, and counts of all hits."""

    hits: list[Found] = field(default_factory=list)
    related: list[Found] = field(default_factory=list)
    types: Counter[int] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)

    def count(self, types: Iterable[int]) -> int:
        """Return how many hits there are of these content types."""
        return sum(self.types[content_type] for content_type in types)


class Askable(Protocol):
    """An index that answers; each method may raise DatabaseError or IndexUnavailable."""

    def page(self, question: Question) -> Answer:
        """Return one page."""
        ...

    def few(self, question: Question) -> list[Found]:
        """Return the best few, for suggestions."""
        ...


class DatabaseIndex:
    """The index in the tables of the database."""

    def page(self, question: Question) -> Answer:
        """Return one page: the best are looked for if there are any, and room."""
        at_once = question.limit > 0 and isinstance(dialect(), Tsquery)
        answer = _seen(question) if at_once else _counted(question)
        there = answer.count(kind for scope in question.chosen for kind in scope.types)
        wanted = question.offset + question.limit
        if question.limit and there > question.offset and not at_once:
            answer.hits = _hits(question, there)
        if question.limit and question.related and there < wanted:
            answer.related = _related(question, question.related)
        return answer

    def few(self, question: Question) -> list[Found]:
        """Return the best few of the first candidates, or of all if those are few."""
        return _best(
            Wanted(
                question.matched,
                question.words,
                question.chosen,
                question.limit,
                question.ranked,
            )
        )


def indexes() -> tuple[Askable, ...]:
    """Return the indexes to ask one after the other until one answers.

    The client of the server is an optional package, imported when it serves.
    """
    setting = getattr(settings, "WAGTAILSEARCH_BACKENDS", {}).get(SERVER)
    if setting is None:
        return (DatabaseIndex(),)
    asking = import_module("lms.search.elastic.asking")
    return (asking.ServerIndex(setting), DatabaseIndex())


def _counted(question: Question) -> Answer:
    answer = Answer()
    chosen = {kind for scope in question.chosen for kind in scope.types}
    for kind, amount, tags in rows(counts_statement(dialect(), question)):
        answer.types[kind] = amount
        if kind in chosen:
            answer.tags.update(tags.split(TAG_END))
    del answer.tags[""]  # of what has none
    return answer


def _seen(question: Question) -> Answer:
    seen = seen_at_once(Tsquery(), question, _most(question))
    return Answer(_page(question, seen.best), [], seen.types, seen.tags)


def _most(question: Question) -> int:
    return max(WINDOW, question.offset + question.limit)


def _hits(question: Question, there: int) -> list[Found]:
    """Return a page of what there is: titles as typed first, then by score."""
    most = _most(question)
    wanted = Wanted(question.exact, question.words, question.chosen, most)
    found = [replace(one, tier=0) for one in _best(wanted)]
    if len(found) < min(most, there) and question.exact != question.matched:
        named = {one.key for one in found}
        all_words = replace(wanted, expression=question.matched, most=most + len(found))
        found += [one for one in _best(all_words) if one.key not in named]
    return _page(question, found)


def _page(question: Question, found: list[Found]) -> list[Found]:
    """Put the first few in order by how good they are, too, and return the page."""
    first = [replace(one, score=one.score * one.standing) for one in found[:WINDOW]]
    first.sort(key=lambda one: (one.tier, one.score, *one.key))
    return [*first, *found[WINDOW:]][question.offset :][: question.limit]


def _related(question: Question, related: Expression) -> list[Found]:
    """Return the best of what has some of the words and is no hit."""
    near = Without(related, question.matched)
    wanted = Wanted(near, question.loose, question.chosen, question.limit)
    return [replace(one, tier=2) for one in _best(wanted, exhaust=False)]


def _best(
    wanted: Wanted, candidates: int = CANDIDATES, *, exhaust: bool = True
) -> list[Found]:
    """Return the best, in order; of all, if too few of the candidates may be seen."""
    candidates = candidates and max(candidates, 2 * wanted.most)
    answered = rows(best_statement(dialect(), wanted, candidates))
    if not answered:
        return []
    found = [
        Found(
            kind,
            key,
            1,
            float(score),
            tuple(filter(None, tags.split(TAG_END))),
            float(good),
        )
        for kind, key, score, tags, good in answered
        if kind
    ]
    looked_at = next(score for kind, _key, score, *_rest in answered if not kind)
    were_cut = looked_at >= candidates > 0
    if exhaust and were_cut and len(found) < wanted.most:
        return _best(replace(wanted, compared=0), 0)
    return sorted(found, key=lambda one: (one.score, *one.key))

"""What an index answers, and the indexes that are asked, the best first."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Protocol

from django.conf import settings

from lms.search.at_once import seen_at_once
from lms.search.entries import TAG_END
from lms.search.execution import dialect, rows
from lms.search.expressions import Expression, Without
from lms.search.merging import best_of_each, crowded_out, merged
from lms.search.presenting import Found
from lms.search.ranking import (
    CANDIDATES,
    MORE_CANDIDATES,
    TITLES,
    WINDOW,
    Question,
    Wanted,
    best_statement,
    counts_statement,
)
from lms.search.results import Tier
from lms.search.scopes import Scope
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

    def count_in(self, scopes: Iterable[Scope]) -> int:
        """Return how many hits there are of these kinds."""
        return sum(self.count(scope.types) for scope in scopes)


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
        answer, best = _seen(question) if at_once else (_counted(question), None)
        there = answer.count_in(question.chosen)
        wanted = question.offset + question.limit
        if question.limit and there > question.offset:
            found = best if best is not None else _tier_by_tier(question, there)
            answer.hits = _page(question, answer, found)
        if question.limit and question.related and there < wanted:
            room = question.limit - len(answer.hits)
            answer.related = _related(question, question.related, room)
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


def _seen(question: Question) -> tuple[Answer, list[Found]]:
    seen = seen_at_once(Tsquery(), question, _most(question))
    return Answer(types=seen.types, tags=seen.tags), seen.best


def _most(question: Question) -> int:
    return max(WINDOW, question.offset + question.limit)


def _tier_by_tier(question: Question, there: int) -> list[Found]:
    """Return the best of what there is, by score in each tier.

    A tier is asked only where those before it do not fill the page: titles are found in
    no time, and to rank each text costs most.
    """
    most = min(_most(question), there)
    found: list[Found] = []
    for tier in _tiers(question):
        if len(found) < most:
            known = {one.key for one in found}
            candidates = TITLES if tier.tier is Tier.TITLE else CANDIDATES
            best = _best(replace(tier, most=most + len(found)), candidates)
            found += [one for one in best if one.key not in known]
    return found


def _page(question: Question, answer: Answer, found: list[Found]) -> list[Found]:
    """Put the first few in order by how good they are, too, and return the page."""
    lifted = _lifted(question, answer, found)
    standing = {one.key: one.standing for one in [*found[:WINDOW], *lifted]}
    page = merged(found, lifted, standing, within_kinds=True)
    return page[question.offset :][: question.limit]


def _tiers(question: Question) -> list[Wanted]:
    """Return what to ask for, tier by tier; a query of filters has one."""
    tiers = (
        (question.exact, TITLES, Tier.TITLE),
        (question.named, TITLES, Tier.NAMED),
        (question.matched, 0, Tier.TEXT),
    )
    return [
        Wanted(expression, question.words, question.chosen, 0, compared, tier)
        for expression, compared, tier in tiers
        if expression != question.matched or tier is Tier.TEXT
    ]


def _lifted(question: Question, answer: Answer, found: Sequence[Found]) -> list[Found]:
    """Return the best title of each kind that others keep from the first few."""
    scopes = crowded_out(found, question.chosen, lambda one: answer.count(one.types))
    return best_of_each([one for one in found if one.tier is Tier.TITLE], scopes)


def _related(question: Question, related: Expression, room: int) -> list[Found]:
    """Return the best of what has some of the words and is no hit.

    Of far more than all hits, so whoever may see little gets the best of the first few
    thousand.
    """
    near = Without(related, question.matched)
    wanted = Wanted(near, question.loose, question.chosen, room, tier=Tier.RELATED)
    return _best(wanted, more=MORE_CANDIDATES)


def _best(
    wanted: Wanted, candidates: int = CANDIDATES, *, more: int = 0
) -> list[Found]:
    """Return the best, in order; of `more`, if too few of the candidates may be seen.

    0 stands for all.
    """
    candidates = candidates and max(candidates, 2 * wanted.most)
    # The way to the newest few depends on how many there are: of 退 other than of 验证.
    statement = best_statement(dialect(), wanted, candidates)
    answered = rows(statement, keeps_plan=not wanted.compared)
    if not answered:
        return []
    found = [
        Found(
            kind,
            key,
            wanted.tier,
            float(score),
            tuple(filter(None, tags.split(TAG_END))),
            float(good),
        )
        for kind, key, score, tags, good in answered
        if kind
    ]
    looked_at = next(score for kind, _key, score, *_rest in answered if not kind)
    were_cut = looked_at >= candidates > 0
    is_last = candidates >= more > 0
    if were_cut and len(found) < wanted.most and not is_last:
        return _best(replace(wanted, compared=0), more, more=more)
    return sorted(found, key=lambda one: (one.score, *one.key))

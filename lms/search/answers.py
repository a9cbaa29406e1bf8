"""What an index answers, and the indexes that are asked, the best first."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Protocol

from django.conf import settings

from lms.search.at_once import seen_at_once
from lms.search.execution import dialect, rows
from lms.search.merging import best_of_each, crowded_out, merged
from lms.search.presenting import Found
from lms.search.ranking import CANDIDATES, WINDOW, Question, few_statement
from lms.search.results import Tier
from lms.search.scopes import Scope

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
        """Return one page."""
        seen = seen_at_once(question, max(WINDOW, question.offset + question.limit))
        answer = Answer(types=seen.types, tags=seen.tags, related=seen.related)
        answer.hits = _page(question, answer, seen.best)
        return answer

    def few(self, question: Question) -> list[Found]:
        """Return the best few of the first candidates, or of all if those are few."""
        candidates = max(CANDIDATES, 2 * question.limit)
        found, is_cut = _few(question, candidates)
        if is_cut and len(found) < question.limit:
            found, _is_cut = _few(replace(question, ranked=0), 0)
        return found


def indexes() -> tuple[Askable, ...]:
    """Return the indexes to ask one after the other until one answers.

    The client of the server is an optional package, imported when it serves.
    """
    setting = getattr(settings, "WAGTAILSEARCH_BACKENDS", {}).get(SERVER)
    if setting is None:
        return (DatabaseIndex(),)
    asking = import_module("lms.search.elastic.asking")
    return (asking.ServerIndex(setting), DatabaseIndex())


def _page(question: Question, answer: Answer, found: list[Found]) -> list[Found]:
    """Put the first few in order by how good they are, too, and return the page."""
    lifted = _lifted(question, answer, found)
    standing = {one.key: one.standing for one in [*found[:WINDOW], *lifted]}
    page = merged(found, lifted, standing, within_kinds=True)
    return page[question.offset :][: question.limit]


def _lifted(question: Question, answer: Answer, found: Sequence[Found]) -> list[Found]:
    """Return the best title of each kind that others keep from the first few."""
    scopes = crowded_out(found, question.chosen, lambda one: answer.count(one.types))
    return best_of_each([one for one in found if one.tier is Tier.TITLE], scopes)


def _few(question: Question, candidates: int) -> tuple[list[Found], bool]:
    """Return the best, in order, and whether there are more candidates."""
    # The way to the newest few depends on how many there are: of 退 other than of 验证.
    statement = few_statement(dialect(), question, candidates)
    answered = rows(statement, keeps_plan=not question.ranked)
    found = [
        Found(kind, key, score=float(score)) for kind, key, score in answered if kind
    ]
    looked_at = sum(score for kind, _key, score in answered if not kind)
    found.sort(key=lambda one: (one.score, *one.key))
    return found, looked_at >= candidates

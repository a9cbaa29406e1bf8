"""What an index answers, and the indexes that are asked, the best first."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any, Protocol

from django.conf import settings

from lms.search.execution import dialect, rows
from lms.search.presenting import Found
from lms.search.ranking import (
    CANDIDATES,
    Question,
    page_statement,
    suggestion_statement,
)

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
        """Return one page: one statement."""
        statement = page_statement(dialect(), question)
        return _sorted_out(rows(statement)) if statement else Answer()

    def few(self, question: Question) -> list[Found]:
        """Return the best few of the first candidates, or of all if those are few."""
        return _few(question, CANDIDATES)


def indexes() -> tuple[Askable, ...]:
    """Return the indexes to ask one after the other until one answers.

    The client of the server is an optional package, imported when it serves.
    """
    setting = getattr(settings, "WAGTAILSEARCH_BACKENDS", {}).get(SERVER)
    if setting is None:
        return (DatabaseIndex(),)
    asking = import_module("lms.search.elastic.asking")
    return (asking.ServerIndex(setting), DatabaseIndex())


def _sorted_out(found: Iterable[tuple[Any, ...]]) -> Answer:
    """Take the rows of the statement apart."""
    answer, places = Answer(), dict[Found, int]()
    for part, content_type, object_id, tier, score, name, amount in found:
        if part == "kind":
            answer.types[content_type] += amount
        elif part == "tag":
            answer.tags[name] += amount
        else:
            one = Found(content_type, object_id, tier, float(score))
            if part == "hit":
                places[one] = amount
            else:
                answer.related.append(one)
    answer.hits = sorted(places, key=places.__getitem__)
    answer.related.sort(key=lambda hit: (hit.score, *hit.key))
    return answer


def _few(question: Question, candidates: int) -> list[Found]:
    """Return the best; look at all if the first candidates had too few to be seen."""
    statement = suggestion_statement(dialect(), question, candidates)
    found = [Found(kind, key, score=score) for kind, key, score in rows(statement)]
    best = sorted(
        (one for one in found if one.content_type),
        key=lambda one: (one.score, *one.key),
    )
    were_cut = any(one.score >= candidates > 0 for one in found if not one.content_type)
    if were_cut and len(best) < question.limit:
        return _few(replace(question, ranked=0), 0)
    return best

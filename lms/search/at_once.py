"""All that a page shows of the index of a database, in one statement.

Each statement costs as much as what it asks; SQLite and PostgreSQL say it differently,
because other things cost most there.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lms.search import in_postgres, in_sqlite
from lms.search.execution import dialect, rows
from lms.search.marks import NAMES, names_of
from lms.search.presenting import Found
from lms.search.ranking import Question
from lms.search.results import Tier
from lms.search.tsquery import Tsquery


@dataclass(frozen=True)
class Seen:
    """How many hits there are of each content type, their tags, and the best of them."""

    types: Counter[int] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)
    best: list[Found] = field(default_factory=list)
    related: list[Found] = field(default_factory=list)


def seen_at_once(question: Question, most: int) -> Seen:
    """Return all of it; of the best so many, by score in each tier.

    The best title of each kind is there, too; what is related, if there is room for it.
    Without a limit hits are counted alone. Only the first of many are looked at, and
    more of them if most of those are hidden.
    """
    found = _asked(question, most, wide=False)
    if any(_is_short(row) for row in found):
        found = _asked(question, most, wide=True)
    return _read(question, found)


def _asked(question: Question, most: int, *, wide: bool) -> list[tuple[Any, ...]]:
    is_postgres = isinstance(dialect(), Tsquery)
    database = in_postgres if is_postgres else in_sqlite
    return rows(database.page_statement(question, most, wide=wide))


def _is_short(row: tuple[Any, ...]) -> bool:
    """Tell whether the row says that too few may be seen of those looked at."""
    return not row[0]


def _read(question: Question, found: Sequence[tuple[Any, ...]]) -> Seen:
    """Read rows of content type, key, score, tags in characters, tier and standing.

    Without a key they are counts. One says which tags the characters are.
    """
    seen, best = Seen(), dict[tuple[int, str], Found]()
    names = names_of(next((row[1] for row in found if row[0] == NAMES), None))
    marks = Counter[str]()
    chosen = {kind for scope in question.chosen for kind in scope.types}
    for kind, key, score, tags, tier, good in found:
        if kind in {0, NAMES}:
            continue
        if key:
            called = tuple(sorted(names[mark] for mark in tags))
            one = Found(kind, key, Tier(tier), float(score), called, float(good))
            best[one.key] = one
            continue
        seen.types[kind] = int(score)
        if kind in chosen:
            marks.update(tags)
    seen.tags.update({names[mark]: count for mark, count in marks.items()})
    for one in sorted(best.values(), key=lambda one: (one.tier, one.score, *one.key)):
        (seen.related if one.tier is Tier.RELATED else seen.best).append(one)
    return seen

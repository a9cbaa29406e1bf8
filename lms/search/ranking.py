"""What an index is asked, how much of it is looked at, and what suggestions ask."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from lms.search.expressions import Expression
from lms.search.scopes import Scope
from lms.search.sql import Dialect, Sql, fill, joined
from lms.search.visibility import visible_in

CANDIDATES = 200  # that are looked at first: mostly all of the best may be seen
MORE_CANDIDATES = 5_000  # of the related, if of those too few may be seen
RANKED = 1_000  # of what goes on from a letter or two; more cannot be told apart
TITLES = 1_000  # the newest titles with all words that are compared
WINDOW = 20  # of the hits, the best are put in order by how good they are, too

# Of what is ranked only the best is looked up.
_FEW = """
WITH found AS MATERIALIZED (
    SELECT id, score FROM ({found}{some}) compared{cut}
)
SELECT * FROM (
    SELECT entry.content_type_id, entry.object_id, found.score
    FROM found JOIN {entries} ON entry.id = found.id WHERE {visible}
    ORDER BY score, content_type_id, object_id LIMIT {most}
) best
UNION ALL SELECT 0, '', count(*) FROM found"""


@dataclass(frozen=True)
class Question:
    """What to rank: everything that the statements are made of."""

    matched: Expression
    exact: Expression  # in a title as typed
    named: Expression  # in titles and labels alone
    related: Expression | None
    words: Sequence[Expression]
    loose: Sequence[Expression]
    scopes: Sequence[Scope]
    chosen: Sequence[Scope]
    limit: int
    offset: int
    ranked: int = 0
    """How many of the suggestions at most are compared with each other; 0 for all."""


def few_statement(dialect: Dialect, question: Question, candidates: int) -> Sql | None:
    """Return the statement for the best of the first `candidates`; 0 for all.

    Its rows are content type, object id and score. The last one has content type 0, and
    the number of candidates instead of a score.
    """
    visible = visible_in(question.chosen)
    if visible is None:
        return None
    cut = f" ORDER BY score, id LIMIT {candidates}" if candidates else ""
    some = f" ORDER BY id DESC LIMIT {question.ranked}" if question.ranked else ""
    return fill(
        _FEW,
        found=dialect.matches(question.matched, question.words),
        some=Sql(some),
        cut=Sql(cut),
        entries=Sql(dialect.entries),
        visible=visible,
        most=Sql("%s", (question.limit,)),
    )


def standing_in(scopes: Iterable[Scope]) -> Sql:
    """Return the factor by which the score of an `entry` counts."""
    today = timezone.localdate()
    cases = [sql for scope in scopes if (sql := scope.standing(today)) is not None]
    if not cases:
        return Sql("1.0")
    return fill("CASE {cases} ELSE 1.0 END", cases=joined(" ", cases))

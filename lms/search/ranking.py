"""What the index is asked: how much there is of what, and what comes first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from lms.search.expressions import Expression
from lms.search.results import Tier
from lms.search.scopes import Scope
from lms.search.sql import Dialect, Sql, fill, joined
from lms.search.visibility import visible_in

CANDIDATES = 200  # that are looked at first: mostly all of the best may be seen
MORE_CANDIDATES = 5_000  # of the related, if of those too few may be seen
RANKED = 1_000  # of what goes on from a letter or two; more cannot be told apart
TITLES = 2_000  # the newest titles with all words that are compared
WINDOW = 20  # of the hits, the best are put in order by how good they are, too

# Ranking costs more than finding, and looking up as much: what is counted is not ranked,
# and of what is ranked only the best is looked up.
_COUNTS = """
SELECT entry.content_type_id, count(*), {tags}
FROM ({found}) found JOIN {entries} ON entry.id = found.id
WHERE {visible} GROUP BY entry.content_type_id"""
_BEST = """
WITH found AS MATERIALIZED (
    SELECT id, score FROM ({found}{some}) compared{cut}
), seen AS MATERIALIZED (
    SELECT found.id, found.score, entry.content_type_id, entry.object_id
    FROM found JOIN {entries} ON entry.id = found.id WHERE {visible}
), best AS (
    SELECT id, score FROM (
        SELECT id, score FROM seen ORDER BY score, content_type_id, object_id LIMIT {most}
    ) of_all{of_kinds}
)
SELECT entry.content_type_id, entry.object_id, best.score, entry.tags, {standing}
FROM best JOIN {entries} ON entry.id = best.id
UNION ALL SELECT 0, '', count(*), '', 0.0 FROM found"""
_OF_KINDS = """
    UNION SELECT id, score FROM (
        SELECT id, score, row_number() OVER (
            PARTITION BY content_type_id ORDER BY score, object_id
        ) AS place FROM seen
    ) of_kind WHERE place = 1"""


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


@dataclass(frozen=True)
class Wanted:
    """The best of what to rank."""

    expression: Expression
    words: Sequence[Expression]
    scopes: Sequence[Scope]
    most: int
    compared: int = 0  # of the newest with each other, at most; 0 for all
    tier: Tier = Tier.TEXT


def counts_statement(dialect: Dialect, question: Question) -> Sql | None:
    """Return the statement for what there is; None if nothing is visible.

    Its rows are content type, number of hits, and the tags of all hits in lines.
    """
    visible = visible_in(question.scopes)
    if visible is None or not question.chosen:
        return None
    return fill(
        _COUNTS,
        tags=Sql(dialect.all_tags),
        found=dialect.members(question.matched),
        entries=Sql(dialect.entries),
        visible=visible,
    )


def best_statement(dialect: Dialect, wanted: Wanted, candidates: int) -> Sql | None:
    """Return the statement for the best of the first `candidates`; 0 for all.

    Its rows are content type, object id, score, tags in lines, and the factor by which
    the score counts. The last one has content type 0, and the number of candidates
    instead of a score. Of titles the best of each kind is there, too.
    """
    visible = visible_in(wanted.scopes)
    if visible is None:
        return None
    cut = f" ORDER BY score, id LIMIT {candidates}" if candidates else ""
    some = f" ORDER BY id DESC LIMIT {wanted.compared}" if wanted.compared else ""
    return fill(
        _BEST,
        found=dialect.matches(wanted.expression, wanted.words),
        some=Sql(some),
        cut=Sql(cut),
        entries=Sql(dialect.entries),
        visible=visible,
        most=Sql("%s", (wanted.most,)),
        of_kinds=Sql(_OF_KINDS if wanted.tier is Tier.TITLE else ""),
        standing=standing_in(wanted.scopes),
    )


def standing_in(scopes: Iterable[Scope]) -> Sql:
    """Return the factor by which the score of an `entry` counts."""
    today = timezone.localdate()
    cases = [sql for scope in scopes if (sql := scope.standing(today)) is not None]
    if not cases:
        return Sql("1.0")
    return fill("CASE {cases} ELSE 1.0 END", cases=joined(" ", cases))

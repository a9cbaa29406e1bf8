"""One statement for a whole page of results: hits, counts, tags, and what is related."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lms.search.expressions import Expression
from lms.search.scopes import Scope, visible_in
from lms.search.sql import Dialect, Sql, fill, joined

CANDIDATES = 200  # of what is related, the best are looked at; the rest is noise
RANKED = 1_000  # of what goes on from a letter or two; more cannot be told apart
WINDOW = 20  # of the hits, the best are put in order by how good they are, too

# To rank a hit costs more than to find it: where titles fill the page, the others are
# found and counted alone.
_HITS = """
WITH named AS MATERIALIZED (
    SELECT entry.id FROM ({named}) found JOIN {entries} ON entry.id = found.id
    WHERE {chosen} AND {visible}
),
found AS MATERIALIZED ({found}),
hits AS MATERIALIZED (
    SELECT entry.id, entry.content_type_id, entry.object_id, found.score,
           CASE WHEN entry.id IN (SELECT id FROM named) THEN 0 ELSE 1 END AS tier
    FROM found JOIN {entries} ON entry.id = found.id
    WHERE entry.id IN (SELECT id FROM named) OR {visible}
)"""
_IS_RANKED = "{id} IN (SELECT id FROM named) OR (SELECT count(*) FROM named) < {most}"
# The condition comes first: where there are hits enough, nothing is looked for.
_LOOSE = """,
loose AS MATERIALIZED (
    {related} AND (SELECT count(*) FROM hits entry WHERE {chosen}) < {enough}
    ORDER BY score LIMIT {candidates}
)"""
_PAGE = """
SELECT 'hit' AS part, page.* FROM (
    SELECT content_type_id, object_id, tier, score * standing AS score, '' AS name,
           row_number() OVER (
               ORDER BY CASE WHEN place > {window} THEN place ELSE 0 END,
                        tier, score * standing, content_type_id, object_id
           ) AS amount
    FROM (
        SELECT entry.*,
               CASE WHEN place > {window} THEN 1.0 ELSE {standing} END AS standing
        FROM (
            SELECT entry.*, row_number() OVER (
                ORDER BY tier, score, content_type_id, object_id
            ) AS place
            FROM (
                SELECT content_type_id, object_id, tier, score
                FROM hits entry WHERE {chosen}
                ORDER BY tier, score, content_type_id, object_id LIMIT {most}
            ) entry
        ) entry
    ) ranked
    ORDER BY amount LIMIT {limit} OFFSET {offset}
) page"""
_KINDS = """
SELECT 'kind', content_type_id, '', 0, 0.0, '', count(*) FROM hits
GROUP BY content_type_id"""
_TAGS = """
SELECT 'tag', 0, '', 0, 0.0, tags.name, tags.amount FROM ({tags}) tags"""
_RELATED = """
SELECT 'related', near.* FROM (
    SELECT entry.content_type_id, entry.object_id, 2 AS tier, loose.score,
           '' AS name, 0 AS amount
    FROM loose JOIN {entries} ON entry.id = loose.id
    WHERE {chosen} AND {visible} AND entry.id NOT IN (SELECT id FROM hits)
    ORDER BY loose.score, entry.content_type_id, entry.object_id LIMIT {limit}
) near"""


@dataclass(frozen=True)
class Question:
    """What to rank: everything that the statement is made of."""

    matched: Expression
    exact: Expression
    related: Expression | None
    words: Sequence[Expression]
    loose: Sequence[Expression]
    scopes: Sequence[Scope]
    chosen: Sequence[Scope]
    limit: int
    offset: int
    ranked: int = 0
    """How many of the suggestions at most are compared with each other; 0 for all."""


def page_statement(dialect: Dialect, question: Question) -> Sql | None:
    """Return the statement; None if nothing of what is asked is visible.

    Its rows are `part`, content type, object id, tier, score, name, amount; that of a
    hit is its place on the page.
    """
    visible = visible_in(question.scopes)
    if visible is None or not question.chosen:
        return None
    related, tags = question.related, _tags(question.chosen)
    arms = [_PAGE, _KINDS, _TAGS if tags else "", _RELATED if related else ""]
    most = Sql("%s", (max(WINDOW, question.limit + question.offset),))
    return fill(
        _HITS + (_LOOSE if related else "") + " UNION ALL ".join(filter(None, arms)),
        entries=Sql(dialect.entries),
        found=dialect.matches(
            question.matched,
            question.words,
            lambda key: fill(_IS_RANKED, id=Sql(key), most=most),
        ),
        named=dialect.members(question.exact),
        related=dialect.matches(related or question.matched, question.loose),
        tags=joined(" UNION ALL ", tags),
        visible=visible,
        chosen=_is_chosen(question.chosen),
        standing=_standing(question.chosen),
        window=Sql(str(WINDOW)),
        most=most,
        enough=Sql("%s", (question.limit + question.offset,)),
        candidates=Sql(str(CANDIDATES)),
        limit=Sql("%s", (question.limit,)),
        offset=Sql("%s", (question.offset,)),
    )


def suggestion_statement(
    dialect: Dialect, question: Question, candidates: int
) -> Sql | None:
    """Return the statement for the best few of the first `candidates`; 0 for all.

    Its rows are content type, object id, score. The last one has content type 0, and
    the number of candidates instead of a score.
    """
    visible = visible_in(question.chosen)
    if visible is None:
        return None
    cut = f" ORDER BY score LIMIT {candidates}" if candidates else ""
    some = f" LIMIT {question.ranked}" if question.ranked else ""
    return fill(
        "WITH found AS MATERIALIZED"
        f" (SELECT id, score FROM ({{found}}{some}) compared{cut})"
        " SELECT best.* FROM"
        " (SELECT entry.content_type_id, entry.object_id, found.score FROM found"
        " JOIN {entries} ON entry.id = found.id"
        " WHERE {visible} ORDER BY found.score, entry.content_type_id, entry.object_id"
        " LIMIT {limit}) best"
        " UNION ALL SELECT 0, '', count(*) FROM found",
        entries=Sql(dialect.entries),
        found=dialect.matches(question.matched, question.words),
        visible=visible,
        limit=Sql("%s", (question.limit,)),
    )


def _standing(scopes: Iterable[Scope]) -> Sql:
    """Return the factor by which the score of an `entry` counts."""
    cases = [sql for scope in scopes if (sql := scope.standing()) is not None]
    if not cases:
        return Sql("1.0")
    return fill("CASE {cases} ELSE 1.0 END", cases=joined(" ", cases))


def _tags(scopes: Iterable[Scope]) -> list[Sql]:
    return [sql for scope in scopes if (sql := scope.tag_counts()) is not None]


def _is_chosen(scopes: Iterable[Scope]) -> Sql:
    types = ", ".join(scope.type_list for scope in scopes)
    return Sql(f"entry.content_type_id IN ({types})")

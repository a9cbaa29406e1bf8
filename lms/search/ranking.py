"""One statement for a whole page of results: hits, counts, tags, and what is related."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lms.search.expressions import Expression
from lms.search.scopes import Scope, visible_in
from lms.search.sql import Dialect, Sql, join, joined

CANDIDATES = 200  # of what is related, the best are looked at; the rest is noise

_HITS = """
WITH found AS MATERIALIZED ({found}),
named AS MATERIALIZED ({named}),
hits AS MATERIALIZED (
    SELECT entry.id, entry.content_type_id, entry.object_id, found.score,
           CASE WHEN entry.id IN (SELECT id FROM named) THEN 0 ELSE 1 END AS tier
    FROM found JOIN wagtailsearch_indexentry entry ON entry.id = found.id
    WHERE {visible}
)"""
_LOOSE = """,
loose AS MATERIALIZED (
    {related} AND (SELECT count(*) FROM hits WHERE {chosen}) < {enough}
    ORDER BY score LIMIT {candidates}
)"""
_PAGE = """
SELECT 'hit' AS part, page.* FROM (
    SELECT content_type_id, object_id, tier, score, '' AS name, 0 AS amount
    FROM hits WHERE {chosen}
    ORDER BY tier, score, content_type_id, object_id LIMIT {limit} OFFSET {offset}
) page"""
_KINDS = """
SELECT 'kind', content_type_id, '', 0, 0.0, '', count(*) FROM hits
GROUP BY content_type_id"""
_TAGS = """
SELECT 'tag', 0, '', 0, 0.0, tags.name, tags.amount FROM ({tags}) tags"""
_RELATED = """
SELECT 'related', near.* FROM (
    SELECT entry.content_type_id, entry.object_id, 2, loose.score, '', 0
    FROM loose JOIN wagtailsearch_indexentry entry ON entry.id = loose.id
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
    scopes: Sequence[Scope]
    chosen: Sequence[Scope]
    limit: int
    offset: int

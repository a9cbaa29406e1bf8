"""A page of PostgreSQL's index in one statement: counting takes half as long as ranking.

A hit is found by the index, but whether its words stand in a row is told by its vector,
which ranking reads, too. So what is counted is ranked in the same go, but for what comes
after titles or names enough to fill the page: as many are looked for before.
"""

from django.utils import timezone

from lms import planned
from lms.prepared import Memo
from lms.search.expressions import Without, wanted_of
from lms.search.marks import NAMED_MARKS
from lms.search.ranking import (
    CANDIDATES,
    MORE_CANDIDATES,
    WINDOW,
    Question,
    standing_in,
)
from lms.search.results import Tier
from lms.search.sql import Sql, fill, joined
from lms.search.tsquery import Tsquery
from lms.search.visibility import visible_in

_FRAMES: Memo[Sql | None] = Memo()
_NO = Sql("FALSE")
# A part of WITH is worked out no further than its rows are asked for.
_COUNTED = """
WITH named AS MATERIALIZED (
    SELECT {has_title} AS has_title FROM {entries} WHERE {is_named} AND {shown}
), first AS MATERIALIZED (
    SELECT count(*) AS named, count(*) FILTER (WHERE has_title) AS titled
    FROM (SELECT * FROM named LIMIT {some}) first
), seen AS MATERIALIZED (
    SELECT content_type_id, object_id, tags, tier, CASE
        WHEN tier <= (SELECT CASE
            WHEN titled >= {most} THEN {title} WHEN named >= {most} THEN {named}
            ELSE {text} END FROM first)
        THEN {score} ELSE 0
    END AS score
    FROM (
        SELECT *, CASE
            WHEN (SELECT named FROM first) = 0 THEN {text}
            WHEN {is_titled} THEN {title}
            WHEN {is_named_hit} THEN {named} ELSE {text}
        END AS tier
        FROM {entries} WHERE {is_match} AND {visible} OFFSET 0
    ) entry
), best AS MATERIALIZED (
    SELECT * FROM seen entry WHERE {chosen}
    ORDER BY tier, score, content_type_id, object_id LIMIT {most}
){near}
SELECT content_type_id, '', count(*), {tags}, NULL, NULL
FROM seen entry GROUP BY content_type_id"""
# Titles keep a kind from the first few only where those are titles, all of them.
_BEST = """
UNION ALL
SELECT content_type_id, object_id, score, tags, tier, {standing} FROM (
    SELECT * FROM best
    UNION ALL
    (SELECT DISTINCT ON (content_type_id) * FROM seen entry
    WHERE (SELECT count(*) FROM best WHERE tier = {title}) >= {window}
    AND tier = {title} AND ({chosen})
    AND content_type_id NOT IN (SELECT content_type_id FROM best)
    ORDER BY content_type_id, score, object_id){related}
) entry"""
_NEAR = """, near_found AS MATERIALIZED (
    SELECT entry.id, {near_score} AS score FROM {entries} WHERE {is_near}
    ORDER BY score, id LIMIT (
        SELECT CASE WHEN count(*) < {wanted} THEN {candidates} ELSE 0 END
        FROM (SELECT FROM seen entry WHERE {chosen} LIMIT {wanted}) first
    )
), near AS MATERIALIZED (
    SELECT entry.content_type_id, entry.object_id, entry.tags, near_found.score
    FROM near_found JOIN {entries} ON entry.id = near_found.id WHERE {shown}
    ORDER BY score, content_type_id, object_id LIMIT {limit}
)"""
_RELATED = """
    UNION ALL
    SELECT content_type_id, object_id, tags, {is_related}, score FROM near"""
_SHORT = """
UNION ALL
SELECT 0, '', 0, '', {is_related}, NULL
WHERE (SELECT count(*) FROM near_found) >= {candidates}
AND (SELECT count(*) FROM near) < {limit}"""


def page_statement(question: Question, most: int, *, wide: bool) -> Sql | None:
    """Return the statement; None if nothing is visible.

    Its rows are as `at_once` reads them. All of it but the words is mostly the same each
    time. Of the related `wide` looks at more, for those who may see little.
    """
    asked = _asked(Tsquery(), question)
    scopes = [scope.vendor_key for scope in (*question.scopes, *question.chosen)]
    texts = [piece.text for piece in asked.values()]
    numbers = (most, question.limit, question.offset, wide, timezone.localdate())
    frame = _FRAMES.get(
        None if None in scopes else (*scopes, *texts, *numbers),
        lambda: _frame(question, most, asked, wide=wide),
    )
    words = [param for piece in asked.values() for param in piece.params]
    return frame and Sql(frame.text, tuple(words))


def _asked(dialect: Tsquery, question: Question) -> dict[str, Sql]:
    """Return what the words are in, in the order in which it stands in the statement."""
    has_named = question.named != question.matched
    # A hit has nothing that is unwanted: the small vector of titles and labels tells.
    titled = _NO
    if question.exact != question.matched:
        titled = dialect.is_match(wanted_of(question.exact))
    asked = {
        "has_title": titled,
        "is_named": dialect.is_match(question.named) if has_named else _NO,
        "score": dialect.score(question.matched, question.words),
        "is_titled": titled,
        "is_named_hit": dialect.is_match(wanted_of(question.named)),
        "is_match": dialect.is_match(question.matched),
    }
    if question.related and question.limit:
        near = Without(question.related, question.matched)
        asked["near_score"] = dialect.score(near, question.loose)
        asked["is_near"] = dialect.is_match(near)
    return asked


def _frame(
    question: Question, most: int, asked: dict[str, Sql], *, wide: bool
) -> Sql | None:
    visible, shown = visible_in(question.scopes), visible_in(question.chosen)
    if visible is None or shown is None:
        return None
    candidates = max(CANDIDATES, 2 * question.limit)
    has_near = "is_near" in asked
    parts = {
        **asked,
        "entries": Sql(Tsquery.entries),
        "visible": _written(visible),
        "shown": _written(shown),
        "tags": Sql(Tsquery.all_tags),
        "named_marks": Sql(Tsquery.named_marks),
        "standing": _written(standing_in(question.chosen)),
        "chosen": _is_of(question),
        "most": Sql(f"{most}"),
        "some": Sql(f"{5 * most}"),  # mostly with as many titles, if there are some
        "window": Sql(f"{WINDOW}"),
        "limit": Sql(f"{question.limit}"),
        "wanted": Sql(f"{question.offset + question.limit}"),
        "candidates": Sql(f"{MORE_CANDIDATES if wide else candidates}"),
        "title": Sql(f"{Tier.TITLE:d}"),
        "named": Sql(f"{Tier.NAMED:d}"),
        "text": Sql(f"{Tier.TEXT:d}"),
        "is_related": Sql(f"{Tier.RELATED:d}"),
    }
    parts["near"] = fill(_NEAR, **parts) if has_near else Sql("")
    parts["related"] = fill(_RELATED, **parts) if has_near else Sql("")
    whole = _COUNTED
    whole += _BEST if question.limit else ""
    whole += _SHORT if has_near and not wide else ""
    return fill(whole + NAMED_MARKS, **parts)


def _written(sql: Sql) -> Sql:
    """Write the values into the text: only the words are open."""
    return Sql(*planned.settled(sql.text, sql.params, lambda _value: False))


def _is_of(question: Question) -> Sql:
    """Return a condition on an `entry` that is visible: it is of a kind that was chosen."""
    if question.chosen == question.scopes:
        return Sql("TRUE")
    return joined(" OR ", [Sql(scope.is_of_types) for scope in question.chosen])

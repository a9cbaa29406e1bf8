"""A page of SQLite's index in one statement, tier by tier.

A tier is asked only where those before it leave room: titles are found in no time, and
to rank each text costs most. Titles are ranked by all the text, if the small full text
says that there are any.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from lms.prepared import Memo
from lms.search.expressions import (
    EVERYWHERE,
    AllOf,
    Column,
    Expression,
    Phrase,
    Without,
    wanted_of,
    within,
)
from lms.search.fts5 import NAMES, Fts5, match_text, score_in, table_of
from lms.search.marks import NAMED_MARKS
from lms.search.ranking import (
    CANDIDATES,
    MORE_CANDIDATES,
    TITLES,
    Question,
    standing_in,
)
from lms.search.results import Tier
from lms.search.sql import Sql, fill, joined
from lms.search.visibility import visible_in

_FRAMES: Memo[Sql | None] = Memo()
_EVERY = -1  # as a limit
# The words come first, so that all that follows is mostly the same each time.
_PAGE = """
WITH asked ({names}) AS MATERIALIZED (VALUES ({places})){tiers}
SELECT entry.content_type_id, '', count(*), {tags}, NULL, NULL
FROM (SELECT rowid AS id FROM {table} WHERE {table} MATCH (SELECT hits FROM asked)) found
JOIN {entries} ON entry.id = found.id WHERE {visible} GROUP BY entry.content_type_id"""
_HAS_TITLES = (
    f"EXISTS (SELECT 1 FROM {NAMES} WHERE {NAMES} MATCH (SELECT titled FROM asked))"
)
_TIER = """,
{name}_found AS MATERIALIZED (
    SELECT rowid AS id, {score} AS score FROM {table}
    WHERE {table} MATCH (SELECT {name} FROM asked)
    ORDER BY {first} LIMIT {limit}
), {name}_seen AS MATERIALIZED (
    SELECT {tier} AS tier, found.id, found.score, entry.content_type_id, entry.object_id
    FROM {name}_found found JOIN {entries} ON entry.id = found.id WHERE {visible}
), {name}_first AS MATERIALIZED (
    SELECT * FROM {name}_seen ORDER BY score, content_type_id, object_id LIMIT {most}
), {name} AS MATERIALIZED (
    SELECT tier, id, score FROM {name}_first{of_kinds}
)"""
# The best of each kind that is not among the first.
_OF_KINDS = """
    UNION ALL SELECT tier, id, score FROM (
        SELECT *, row_number() OVER (
            PARTITION BY content_type_id ORDER BY score, object_id
        ) AS place FROM {name}_seen
        WHERE content_type_id NOT IN (SELECT content_type_id FROM {name}_first)
    ) WHERE place = 1"""
_BEST = """
UNION ALL
SELECT entry.content_type_id, entry.object_id, best.score, entry.tags, best.tier, {standing}
FROM (SELECT min(tier) AS tier, id, score FROM ({all}) GROUP BY id) best
JOIN {entries} ON entry.id = best.id"""
_SHORT = """
UNION ALL
SELECT 0, '', 0, '', {tier}, NULL WHERE (SELECT count(*) FROM {name}_found) >= {candidates}
AND (SELECT count(*) FROM {name}) < {most}"""


@dataclass(frozen=True)
class _Asked:
    """One tier: what to find, how many at most, of how many that are looked at."""

    tier: Tier
    expression: Expression
    most: int
    candidates: int

    @property
    def name(self) -> str:
        return self.tier.name.lower()


def page_statement(question: Question, most: int, *, wide: bool) -> Sql | None:
    """Return the statement; None if nothing is visible.

    Its rows are as `at_once` reads them. The limits of what is looked at are for those
    who may see nearly all; `wide` are for others.
    """
    tiers = list(_tiers(question, most, wide=wide)) if question.limit else []
    asked = (
        question.matched,
        wanted_of(question.exact),
        *(t.expression for t in tiers),
    )
    words = [match_text(one) for one in asked]
    scopes = [scope.vendor_key for scope in (*question.scopes, *question.chosen)]
    tables = [table_of(question.matched), *(table_of(t.expression) for t in tiers)]
    shape = [*tables, *((t.tier, t.most, t.candidates) for t in tiers)]
    wanted = question.offset + question.limit
    frame = _FRAMES.get(
        None if None in scopes else (*scopes, *shape, wanted, timezone.localdate()),
        lambda: _frame(question, tiers, most),
    )
    return frame and Sql(frame.text, (*words, *frame.params))


def _tiers(question: Question, most: int, *, wide: bool) -> Iterator[_Asked]:
    """Yield what to ask for; a query of filters has one tier."""
    titles = _EVERY if wide else max(TITLES, 2 * most)
    texts = _EVERY if wide else max(CANDIDATES, 4 * most)
    # What stands in two tiers is counted in the first.
    enough = most
    for tier, expression in (
        (Tier.TITLE, _said_again(question.exact)),
        (Tier.NAMED, question.named),
    ):
        if expression != question.matched:
            yield _Asked(tier, expression, enough, titles)
            enough = 2 * most
    yield _Asked(Tier.TEXT, question.matched, enough, texts)
    if question.related:
        near = Without(question.related, question.matched)
        candidates = MORE_CANDIDATES if wide else max(CANDIDATES, 2 * question.limit)
        yield _Asked(Tier.RELATED, near, question.limit, candidates)


def _said_again(exact: Expression) -> Expression:
    """Say what must stand in the title again for all the text: so it ranks titles, too."""
    match exact:
        case Phrase(columns=(Column.TITLE,)):
            return AllOf((exact, within(exact, EVERYWHERE)))
        case AllOf(parts):
            return AllOf(tuple(map(_said_again, parts)))
        case Without(wanted, unwanted):
            return Without(_said_again(wanted), unwanted)
        case _:
            return exact


def _frame(question: Question, tiers: list[_Asked], most: int) -> Sql | None:
    visible = visible_in(question.scopes)
    shown = visible_in(question.chosen)
    if visible is None or shown is None:
        return None
    wanted = question.offset + question.limit
    asked = [
        _tier(one, tiers[:place], wanted if one.tier is Tier.RELATED else most, shown)
        for place, one in enumerate(tiers)
    ]
    counted = fill(
        _PAGE,
        names=Sql(", ".join(["hits", "titled", *(one.name for one in tiers)])),
        places=Sql(", ".join(["%s"] * (2 + len(tiers)))),
        tiers=joined("", asked),
        tags=Sql(Fts5.all_tags),
        table=Sql(table_of(question.matched)),
        entries=Sql(Fts5.entries),
        visible=visible,
    )
    named = fill(NAMED_MARKS, named_marks=Sql(Fts5.named_marks))
    return joined("", [counted, named, *_best(question, tiers)])


def _tier(one: _Asked, before: list[_Asked], room: int, visible: Sql) -> Sql:
    """Return the parts of WITH for one tier: a limit of 0 keeps SQLite from asking."""
    is_title = one.tier in {Tier.TITLE, Tier.NAMED}
    known = " UNION ".join(f"SELECT id FROM {tier.name}" for tier in before)
    is_asked = f"(SELECT count(*) FROM ({known})) < {room}" if before else "1"
    if one.tier is Tier.TITLE:
        is_asked = _HAS_TITLES
    limit = f"CASE WHEN {is_asked} THEN {one.candidates} ELSE 0 END"
    table = table_of(one.expression)
    return fill(
        _TIER,
        name=Sql(one.name),
        tier=Sql(f"{one.tier:d}"),
        score=Sql(score_in(table)),
        table=Sql(table),
        first=Sql("rowid DESC" if is_title else "score, rowid"),  # the newest titles
        limit=Sql(limit),
        entries=Sql(Fts5.entries),
        visible=visible,
        most=Sql(f"{one.most}"),
        of_kinds=Sql(_OF_KINDS.replace("{name}", one.name))
        if one.tier is Tier.TITLE
        else Sql(""),
    )


def _best(question: Question, tiers: list[_Asked]) -> Iterator[Sql]:
    if not tiers:
        return
    yield fill(
        _BEST,
        standing=standing_in(question.chosen),
        all=Sql(" UNION ALL ".join(f"SELECT * FROM {one.name}" for one in tiers)),
        entries=Sql(Fts5.entries),
    )
    for one in tiers:
        if one.candidates != _EVERY:
            text = _SHORT.format(
                tier=f"{one.tier:d}",
                name=one.name,
                candidates=one.candidates,
                most=one.most,
            )
            yield Sql(text)

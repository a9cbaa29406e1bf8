"""One look at all hits: on PostgreSQL counting them takes half as long as ranking them.

A hit is found by the index, but whether its words stand in a row is told by its vector,
which ranking reads, too. So what is counted is ranked in the same go.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from lms import planned
from lms.prepared import Memo
from lms.search.entries import TAG_END
from lms.search.execution import rows
from lms.search.presenting import Found
from lms.search.ranking import Question, standing_in
from lms.search.results import Tier
from lms.search.scopes import Scope
from lms.search.sql import Sql, fill, joined
from lms.search.tsquery import Tsquery
from lms.search.visibility import visible_in

_FRAMES: Memo[Sql | None] = Memo()
_SEEN = """
WITH seen AS MATERIALIZED (
    SELECT entry.content_type_id, entry.object_id, entry.tags,
        {tier} AS tier, {score} AS score
    FROM {entries} WHERE {is_match} AND {visible}
)
SELECT content_type_id, '', count(*), {tags}, NULL, NULL
FROM seen entry GROUP BY content_type_id
UNION ALL
SELECT content_type_id, object_id, score, tags, tier, {standing} FROM (
    SELECT * FROM seen entry WHERE {chosen}
    ORDER BY tier, score, content_type_id, object_id LIMIT {most}
) entry
UNION ALL
SELECT content_type_id, object_id, score, tags, tier, {standing} FROM (
    SELECT DISTINCT ON (content_type_id) * FROM seen entry WHERE tier = {title} AND ({chosen})
    ORDER BY content_type_id, score, object_id
) entry"""


@dataclass(frozen=True)
class Seen:
    """How many hits there are of each content type, their tags, and the best of them."""

    types: Counter[int] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)
    best: list[Found] = field(default_factory=list)


def seen_at_once(dialect: Tsquery, question: Question, most: int) -> Seen:
    """Return all of it; of the best so many, by score in each tier.

    The best title of each kind is there, too.
    """
    seen, best = Seen(), dict[tuple[int, str], Found]()
    chosen = {kind for scope in question.chosen for kind in scope.types}
    for kind, key, score, tags, tier, good in rows(_statement(dialect, question, most)):
        if key:
            names = tuple(filter(None, tags.split(TAG_END)))
            found = Found(kind, key, Tier(tier), float(score), names, float(good))
            best[found.key] = found
            continue
        seen.types[kind] = int(score)
        if kind in chosen:
            seen.tags.update(tags.split(TAG_END))
    del seen.tags[""]  # of what has none
    seen.best.extend(
        sorted(best.values(), key=lambda one: (one.tier, one.score, *one.key))
    )
    return seen


def _statement(dialect: Tsquery, question: Question, most: int) -> Sql | None:
    """Return the statement; all of it but the words is mostly the same each time."""
    asked = {
        "tier": _tier(dialect, question),
        "score": dialect.score(question.matched, question.words),
        "is_match": dialect.is_match(question.matched),
    }
    scopes = [scope.vendor_key for scope in (*question.scopes, *question.chosen)]
    texts = [piece.text for piece in asked.values()]
    frame = _FRAMES.get(
        None if None in scopes else (*scopes, *texts, most, timezone.localdate()),
        lambda: _frame(dialect, question, most, asked),
    )
    if frame is None:
        return None
    words = [param for piece in asked.values() for param in piece.params]
    return Sql(frame.text, (*words, *frame.params[len(words) :]))


def _frame(
    dialect: Tsquery, question: Question, most: int, asked: Mapping[str, Sql]
) -> Sql | None:
    """Return the statement; the words come first in it."""
    visible = visible_in(question.scopes)
    if visible is None or not question.chosen:
        return None
    whole = fill(
        _SEEN,
        **asked,
        entries=Sql(dialect.entries),
        visible=visible,
        tags=Sql(dialect.all_tags),
        standing=standing_in(question.chosen),
        chosen=_is_of(question.chosen),
        most=Sql("%s", (most,)),
        title=Sql(f"{Tier.TITLE:d}"),
    )
    return Sql(*planned.settled(whole.text, whole.params))


def _is_of(scopes: Sequence[Scope]) -> Sql:
    return joined(" OR ", [Sql(scope.is_of_types) for scope in scopes])


def _tier(dialect: Tsquery, question: Question) -> Sql:
    """Return the tier of an `entry` that is a hit; a query of filters has one."""
    tiers = {Tier.TITLE: question.exact, Tier.NAMED: question.named}
    cases = [
        fill(f"WHEN {{is_match}} THEN {tier:d}", is_match=dialect.is_match(one))
        for tier, one in tiers.items()
        if one != question.matched
    ]
    if not cases:
        return Sql(f"{Tier.TEXT:d}")
    return fill(f"CASE {{cases}} ELSE {Tier.TEXT:d} END", cases=joined(" ", cases))

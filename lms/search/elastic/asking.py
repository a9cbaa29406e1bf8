"""Asking the server: one request for a page with its counts, one for what is related."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from elasticsearch_dsl import Search
from elasticsearch_dsl.query import Query

from lms.prepared import Prepared, slots
from lms.search.answers import Answer
from lms.search.elastic.connection import server_of
from lms.search.elastic.permission import of_types, readable
from lms.search.elastic.queries import TOP, ranked
from lms.search.expressions import Expression
from lms.search.presenting import Found, valid_keys
from lms.search.ranking import WINDOW, Question
from lms.search.scopes import Scope, tags_of

_DEEPEST = 10_000  # hits that Elasticsearch pages through
_MOST_BUCKETS = 10_000  # kinds, and tags
_ORDER = ("_score", "key")
_SHORTER_FIRST = ("_score", "size", "key")


class ServerIndex:
    """The index on the search server; raises IndexUnavailable if there is none."""

    def __init__(self, setting: Mapping[str, Any]) -> None:
        self.server = server_of(setting)

    def page(self, question: Question) -> Answer:
        """Return one page."""
        visible = readable(question.scopes)
        if visible is None or not question.chosen:
            return Answer()
        answer = self._hits(question, visible)
        wanted = question.limit + question.offset
        there = answer.count(kind for scope in question.chosen for kind in scope.types)
        if question.related is not None and there < wanted:
            answer.related = self._related(question, question.related, visible)
        return answer

    def few(self, question: Question) -> list[Found]:
        """Return the best few, shorter titles first."""
        visible = readable(question.chosen)
        if visible is None:
            return []
        asked = ranked(question.matched, question.words, [visible])
        return self._found(self._search(asked).sort(*_SHORTER_FIRST)[: question.limit])

    def _hits(self, question: Question, visible: Query) -> Answer:
        asked = ranked(question.matched, question.words, [visible], top=question.exact)
        start, stop = _places(question)
        search = self._search(asked).post_filter(of_types(question.chosen))
        search = search.sort(*_ORDER)[start:stop]
        search.aggs.bucket("types", "terms", field="type", size=_MOST_BUCKETS)
        tagged = [scope for scope in question.chosen if tags_of(scope.source)]
        search.aggs.bucket("tagged", "filter", of_types(tagged)).bucket(
            "tags", "terms", field="tags", size=_MOST_BUCKETS
        )
        response = self._executed(search)
        answer = Answer(hits=_page(question, _found_in(response), start))
        counts = response["aggregations"]
        for bucket in counts["types"]["buckets"]:
            answer.types[int(bucket["key"])] = bucket["doc_count"]
        for bucket in counts["tagged"]["tags"]["buckets"]:
            answer.tags[bucket["key"]] = bucket["doc_count"]
        return answer

    def _related(
        self, question: Question, related: Expression, visible: Query
    ) -> list[Found]:
        asked = ranked(
            related,
            question.loose,
            [visible, of_types(question.chosen)],
            never=question.matched,
        )
        found = self._found(self._search(asked).sort(*_ORDER)[: question.limit])
        return [Found(*one.key, tier=2, score=one.score) for one in found]

    def _search(self, query: Query) -> Search:
        plain = Search(index=self.server.alias).query(query)
        return plain.source(False).extra(track_scores=True, track_total_hits=False)  # noqa: FBT003 (dsl's)

    def _found(self, search: Search) -> list[Found]:
        return _found_in(self._executed(search))

    def _executed(self, search: Search) -> dict[str, Any]:
        with self.server.asked() as client:
            return dict(client.search(index=self.server.alias, **_body(search)))


def _body(search: Search) -> dict[str, Any]:
    """Return the request as the client takes it."""
    body = search.to_dict()
    body["from_"] = body.pop("from", 0)
    body["source"] = body.pop("_source")
    return body


def _places(question: Question) -> tuple[int, int]:
    """Return from where to where to ask: the first page as far as hits are put in order."""
    start = 0 if question.offset < WINDOW else question.offset
    stop = (
        max(WINDOW, question.offset + question.limit)
        if not start
        else (question.offset + question.limit)
    )
    return min(start, _DEEPEST), min(stop, _DEEPEST)


def _found_in(response: Mapping[str, Any]) -> list[Found]:
    found = []
    for hit in response["hits"]["hits"]:
        content_type, _colon, key = hit["_id"].partition(":")
        score = hit["_score"] or 0.0
        tier, rest = (0, score - TOP) if score >= TOP else (1, score)
        found.append(Found(int(content_type), key, tier, -rest))
    return found


def _page(question: Question, found: list[Found], start: int) -> list[Found]:
    """Put the first hits in order by how good they are, too, and cut the page."""
    if not start:
        standing = _standing(question.chosen, found[:WINDOW])
        first = [
            Found(*one.key, one.tier, one.score * standing.get(one.key, 1.0))
            for one in found[:WINDOW]
        ]
        first.sort(key=lambda one: (one.tier, one.score, *one.key))
        found = first + found[WINDOW:]
    page = found[question.offset - start :] if question.offset >= start else found
    return page[: question.limit]


def _standing(
    scopes: Sequence[Scope], found: Sequence[Found]
) -> dict[tuple[int, str], float]:
    today, standing = timezone.localdate(), dict[tuple[int, str], float]()
    for scope in scopes:
        keys = {
            one.object_id: one.key for one in found if one.content_type in scope.types
        }
        valid = valid_keys(scope, keys)
        if not valid:
            continue
        values = {f"key{place}": value for place, value in enumerate(valid)}
        rows = _STANDING.rows(
            scope,
            today,
            len(valid),
            key=(type(scope.source), today, len(valid)),
            **values,
        )
        standing |= {keys[str(key)]: float(value) for key, value in rows}
    return standing


def _with_standing(scope: Scope, today: date, amount: int) -> QuerySet[Any, Any]:
    rows = scope.source.with_standing(today)
    if rows is None:
        return scope.source.model._default_manager.none().values_list("pk", "pk")
    return (
        rows.order_by()
        .filter(pk__in=slots("key", amount))
        .values_list("pk", "standing")
    )


_STANDING = Prepared(_with_standing)

"""Asking the server: one request for a page with its counts, and one for the related."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from elasticsearch_dsl import Search
from elasticsearch_dsl.query import Query

from lms.prepared import Prepared, slots
from lms.search.answers import Answer
from lms.search.elastic.completing import Completion, completion_of, suggesters
from lms.search.elastic.connection import server_of
from lms.search.elastic.permission import of_types, readable, readable_of
from lms.search.elastic.queries import TOP, ranked
from lms.search.exceptions import IndexUnavailable
from lms.search.expressions import Expression
from lms.search.merging import best_of_each, crowded_out, merged
from lms.search.presenting import Found, valid_keys
from lms.search.ranking import WINDOW, Question
from lms.search.results import Tier
from lms.search.scopes import Scope

_DEEPEST = 10_000  # hits that Elasticsearch pages through
_AHEAD = 40  # suggestions that are looked at before it is known who may read them
_MOST_BUCKETS = 10_000  # kinds, and tags
_ORDER = ("_score", "key")
_BEST_FIRST = [{"_score": "desc"}, {"key": "asc"}]
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
        (found,) = self._answers([_page_search(question, visible)])
        answer = Answer()
        _count(answer, found["aggregations"])
        best = [one for kind in _kinds(found) for one in _found_in(kind["best"])]
        answer.hits = _page(question, answer, _found_in(found), best)
        has_room = answer.count_in(question.chosen) < question.limit + question.offset
        if question.related and question.limit and has_room:
            near = _near_search(question, question.related, visible)
            answer.related = [
                replace(one, tier=Tier.RELATED) for one in self._found(near)
            ]
        return answer

    def few(self, question: Question) -> list[Found]:
        """Return the best few, shorter titles first.

        At first whoever may read them: of so few the database says it fast.
        """
        ahead = max(_AHEAD, question.limit)
        for found, is_all in self._first(question, ahead):
            shown = readable_of(question.chosen, found)
            if is_all or len(shown) >= question.limit:
                return shown[: question.limit]
        visible = readable(question.chosen)
        return self._some(question, visible, question.limit) if visible else []

    def _first(
        self, question: Question, amount: int
    ) -> Iterator[tuple[list[Found], bool]]:
        """Yield what is found without regard to who asks, and whether it is all."""
        if completion := completion_of(question.matched):
            yield self._completed(completion, amount)
        found = self._some(question, of_types(question.chosen), amount)
        yield found, len(found) < amount

    def _completed(
        self, completion: Completion, amount: int
    ) -> tuple[list[Found], bool]:
        search = _plain(size=0, suggest=suggesters(completion, amount))
        (answer,) = self._answers([search])
        lists = [one["options"] for (one,) in answer["suggest"].values()]
        best: dict[str, float] = {}
        for option in (option for options in lists for option in options):
            best[option["_id"]] = max(option["_score"], best.get(option["_id"], 0.0))
        found = [_found(key, Tier.TEXT, -score) for key, score in best.items()]
        found.sort(key=lambda one: (one.score, *one.key))
        is_all = completion.is_whole and all(len(each) < amount for each in lists)
        return found, is_all

    def _some(self, question: Question, allowed: Query, amount: int) -> list[Found]:
        asked = ranked(question.matched, question.words, [allowed])
        search = _plain(asked).sort(*_SHORTER_FIRST)[:amount]
        return self._found(search)

    def _found(self, search: Search) -> list[Found]:
        (answer,) = self._answers([search])
        return _found_in(answer)

    def _answers(self, searches: Iterable[Search]) -> list[dict[str, Any]]:
        """Return what the server answers to all of them, in one round trip."""
        lines: list[Mapping[str, Any]] = []
        for search in searches:
            lines += [{}, search.to_dict()]
        with self.server.asked() as client:
            answers = client.msearch(index=self.server.alias, searches=lines)
        found = list(answers["responses"])
        refused = [one["error"] for one in found if "error" in one]
        if refused:
            raise IndexUnavailable(f"The search server refuses: {refused[0]}")
        return found


def _page_search(question: Question, visible: Query) -> Search:
    """Return the request for hits with their counts."""
    asked = ranked(question.matched, question.words, [visible], top=question.exact)
    most = min(max(WINDOW, question.offset + question.limit), _DEEPEST)
    hits = _plain(asked).sort(*_ORDER)[:most]
    hits.aggs.bucket("types", "terms", field="type", size=_MOST_BUCKETS).metric(
        "best", "top_hits", size=1, sort=_BEST_FIRST, _source=False, track_scores=True
    )
    counted: Any = hits.aggs
    if _is_of_some_kinds(question):
        hits = hits.post_filter(of_types(question.chosen))
        counted = hits.aggs.bucket("chosen", "filter", of_types(question.chosen))
    counted.bucket("tags", "terms", field="tags", size=_MOST_BUCKETS)
    return hits


def _near_search(question: Question, related: Expression, visible: Query) -> Search:
    """Return the request for what is related."""
    kinds = [of_types(question.chosen)] if _is_of_some_kinds(question) else []
    near = ranked(related, question.loose, [visible, *kinds], never=question.matched)
    return _plain(near).sort(*_ORDER)[: question.limit]


def _is_of_some_kinds(question: Question) -> bool:
    """Tell whether fewer kinds are chosen than may be seen: a filter costs time."""
    return len(question.chosen) < len(question.scopes)


def _plain(query: Query | None = None, **options: Any) -> Search:
    """Return a search for ids and scores alone."""
    search = Search() if query is None else Search().query(query)
    options = {"track_scores": True, "track_total_hits": False, **options}
    return search.source(False).extra(**options)  # noqa: FBT003 (dsl's)


def _count(answer: Answer, counts: Mapping[str, Any]) -> None:
    for bucket in counts["types"]["buckets"]:
        answer.types[int(bucket["key"])] = bucket["doc_count"]
    for bucket in counts.get("chosen", counts)["tags"]["buckets"]:
        answer.tags[bucket["key"]] = bucket["doc_count"]


def _kinds(response: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(response["aggregations"]["types"]["buckets"])


def _found_in(response: Mapping[str, Any]) -> list[Found]:
    found = []
    for hit in response["hits"]["hits"]:
        score = hit["_score"] or 0.0
        is_title = score >= TOP
        tier, rest = (Tier.TITLE, score - TOP) if is_title else (Tier.TEXT, score)
        found.append(_found(hit["_id"], tier, -rest))
    return found


def _found(key: str, tier: Tier, score: float) -> Found:
    content_type, _colon, object_id = key.partition(":")
    return Found(int(content_type), object_id, tier, score)


def _page(
    question: Question, answer: Answer, found: list[Found], best: Sequence[Found]
) -> list[Found]:
    """Put the first hits in order by how good they are, too, and cut the page."""
    scopes = crowded_out(found, question.chosen, lambda one: answer.count(one.types))
    lifted = best_of_each([one for one in best if not one.tier], scopes)
    standing = _standing(question.chosen, [*found[:WINDOW], *lifted])
    page = merged(found, lifted, standing, within_kinds=False)
    return page[question.offset :][: question.limit]


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

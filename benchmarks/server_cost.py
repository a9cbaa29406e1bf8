"""What searches on a search server cost in both processes, beside the raw query."""

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management import call_command
from elasticsearch_dsl import Search

from benchmarks.figures import TYPED
from benchmarks.search_cost import (
    Clock,
    asked,
    compared,
    person,
    processor_seconds,
    saves,
)
from lms.models import IndexChange
from lms.search.answers import SERVER
from lms.search.elastic.connection import server_of
from lms.search.elastic.queries import ranked
from lms.search.engine import search, suggest
from lms.search.plan import plan_search
from lms.search.results import SearchResults

_TIMES = 5  # in a round: the clock of a server ticks a hundred times a second

_PATIENCE = 300  # seconds: what is measured is the processor's time


def main(rounds: str, process: str) -> None:
    """Print the figures as JSON; what is loaded is left alone, as `lms.wsgi` does."""
    clock = ServerClock(int(process))
    server = server_of(settings.WAGTAILSEARCH_BACKENDS[SERVER])
    server.client = server.client.options(request_timeout=_PATIENCE)
    reader = person()
    figures = {
        "rebuild": clock(call_command, "update_index", backend_name=SERVER, verbosity=0)
    }
    figures |= compared(
        int(rounds),
        lambda queries: _side_by_side(clock, reader, queries),
        lambda: _typing(clock, reader),
    )
    figures["words before"] = IndexChange.objects.count()
    figures["save"] = saves(clock)
    figures["words"] = IndexChange.objects.count() - figures.pop("words before")
    print(json.dumps(figures))


def tell_nobody(index: Any) -> None:
    """Stand for a thread that has not come to telling the server yet."""


class ServerClock(Clock):
    """Counts the processor time of the search server, too."""

    def __init__(self, process: int) -> None:
        super().__init__()
        self.process = process

    def seconds(self) -> float:
        """Return what all of them have taken so far."""
        there = processor_seconds(self.process) if self.process else 0
        return super().seconds() + there


def _side_by_side(
    clock: Clock, reader: Any, queries: Sequence[str]
) -> tuple[float, float]:
    """Return the mean of the raw queries and of the searches, one after the other."""
    often = [*queries] * _TIMES
    raw = clock(lambda: [_raw(query) for query in often])
    full = clock(lambda: [_full(query, reader) for query in often])
    return raw / len(often), full / len(often)


def _raw(query: str) -> list[Any]:
    """Rank and count all hits, whoever may read them, and take the ids of the best."""
    plan = plan_search(query)
    if plan.matched is None:
        raise ValueError(query)
    best = Search().query(ranked(plan.matched, plan.words, []))[:20]
    counted = best.source(False).extra(track_total_hits=True)  # noqa: FBT003 (dsl's)
    server = server_of(settings.WAGTAILSEARCH_BACKENDS[SERVER])
    answer = server.client.search(index=server.alias, body=counted.to_dict())
    hits: list[Any] = answer["hits"]["hits"]
    if not hits:
        raise ValueError(query)
    return hits


def _full(query: str, reader: Any) -> SearchResults:
    found: SearchResults = asked(search, query, reader)
    if found.notice or not found.hits:
        raise ValueError(query)
    return found


def _typing(clock: Clock, reader: Any) -> float:
    spent = clock(lambda: [asked(suggest, text, reader) for text in TYPED])
    return spent / len(TYPED)

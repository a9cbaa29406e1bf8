"""What searches cost in the process itself, beside the raw query; what the index takes.

On PostgreSQL the processor time of its server's process for our connection counts, too,
and that of its parallel workers.
"""

import gc
import json
import os
import time
from collections.abc import Callable, Sequence
from copy import copy
from pathlib import Path
from statistics import median
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Value
from django.db.models.functions import Concat

from benchmarks.browser import NAME
from benchmarks.figures import CHINESE, ENGLISH, TYPED
from benchmarks.raw import QUERY
from benchmarks.search import SAVES
from knowledge_base.models import Faq
from lms.authentication import StaffBackend
from lms.plugins.running import one_answer, tell_enabled
from lms.search.engine import search, suggest
from lms.search.fts5 import match_text
from lms.search.plan import plan_search
from lms.search.signals import reindex
from lms.search.tsquery import WEIGHTS, query_text

_TABLE = "wagtailsearch_indexentry"
_IN_POSTGRES = f"""
WITH found AS MATERIALIZED (
    SELECT id, ts_rank({WEIGHTS}, body, %s::tsquery) AS score
    FROM {_TABLE} WHERE body @@ %s::tsquery
)
SELECT id, score, (SELECT count(*) FROM found) FROM found ORDER BY score DESC LIMIT 20
"""  # noqa: S608 (names of ours alone)
_TICKS = os.sysconf("SC_CLK_TCK")


def main(rounds: str, *wanted: str) -> None:
    """Print the figures as JSON; `rebuild` measures a rebuild as well.

    What is loaded is left alone by the collector, as `lms.wsgi` does.
    """
    clock = Clock()
    reader = person()
    figures = compared(
        int(rounds),
        lambda queries: _side_by_side(clock, reader, queries),
        lambda: _typing(clock, reader),
    )
    figures["save"] = saves(clock)
    figures["index"] = _index_ratio()
    if "rebuild" in wanted:
        figures["rebuild"] = clock(call_command, "wagtail_update_index", verbosity=0)
    print(json.dumps(figures))


def compared(
    rounds: int,
    side_by_side: Callable[[Sequence[str]], tuple[float, float]],
    typing: Callable[[], float],
) -> dict[str, float]:
    """Return the medians of raw queries, searches and typing; the first round warms."""
    figures = {}
    gc.collect()
    gc.freeze()
    for name, queries in (("Chinese", CHINESE), ("English", ENGLISH)):
        costs = [side_by_side(queries) for _ in range(rounds + 1)]
        figures[f"raw, {name}"] = median(raw for raw, _full in costs[1:])
        figures[f"search, {name}"] = median(full for _raw, full in costs[1:])
    figures["typing"] = median([typing() for _ in range(rounds + 1)][1:])
    return figures


def person() -> Any:
    """Return who searches, as each request reads whoever has signed in."""
    key = get_user_model().objects.values_list("pk", flat=True).get(username=NAME)
    return StaffBackend().get_user(key)


def asked(find: Callable[..., Any], text: str, reader: Any) -> Any:
    """Ask as a request does: what is switched on has come with the person."""
    with one_answer():
        tell_enabled(reader.enabled_plugins)
        return find(text, user=copy(reader))


class Clock:
    """Measures the processor milliseconds of a call, here and in PostgreSQL."""

    def __init__(self) -> None:
        self.server = 0
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.server = cursor.fetchone()[0]

    def __call__(self, work: Callable[..., Any], *given: Any, **options: Any) -> float:
        """Call it with what is given, and return the milliseconds."""
        before = self.seconds()
        work(*given, **options)
        return 1000 * (self.seconds() - before)

    def seconds(self) -> float:
        """Return what both have taken so far."""
        return time.process_time() + (_of_server(self.server) if self.server else 0)


def _of_server(process: int) -> float:
    """Return the time of a process of PostgreSQL and of workers that have ended."""
    own = Path(f"/proc/{process}/schedstat").read_text().split()[0]
    parent = _fields(process)[1]
    return int(own) / 1e9 + sum(map(int, _fields(parent)[13:15])) / _TICKS


def processor_seconds(process: int) -> float:
    """Return what all threads of a process have taken so far."""
    return sum(map(int, _fields(process)[11:13])) / _TICKS


def _fields(process: object) -> list[str]:
    """Return what stands in `stat` after the name, from the state on."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def _side_by_side(
    clock: Clock, reader: Any, queries: Sequence[str]
) -> tuple[float, float]:
    """Return the mean of the raw queries and of the searches, one after the other."""
    raw = clock(lambda: [_raw(query) for query in queries])
    full = clock(lambda: [asked(search, query, reader) for query in queries])
    return raw / len(queries), full / len(queries)


def _raw(query: str) -> list[Any]:
    matched = plan_search(query).matched
    if matched is None:
        raise ValueError(query)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(QUERY.replace("?", "%s"), [match_text(matched)])
        else:
            cursor.execute(_IN_POSTGRES, [query_text(matched)] * 2)
        return cursor.fetchall()


def _typing(clock: Clock, reader: Any) -> float:
    spent = clock(lambda: [asked(suggest, text, reader) for text in TYPED])
    return spent / len(TYPED)


def saves(clock: Clock) -> float:
    """Return what search adds to the save of an entry whose text is another."""
    found = list(Faq.objects.order_by("pk")[:SAVES])
    Faq.objects.filter(pk__in=[entry.pk for entry in found]).update(
        question=Concat("question", Value("改"))
    )
    return clock(lambda: [_index(entry) for entry in found]) / SAVES


@transaction.atomic
def _index(entry: Faq) -> None:
    reindex(entry)


def _index_ratio() -> float:
    """Return how many times the room of a bare full-text index ours takes."""
    with connection.cursor() as cursor:
        return _in_sqlite(cursor) if connection.vendor == "sqlite" else 0.0


def _in_sqlite(cursor: Any) -> float:
    """Compare with an FTS5 table of the same words, without the aids for typing."""
    cursor.execute("CREATE VIRTUAL TABLE raw_fts USING fts5 (title, labels, body)")
    try:
        connection.connection.create_function("bare", 1, _without_aids)
        cursor.execute(
            "INSERT INTO raw_fts (title, labels, body)"  # noqa: S608 (a name of ours)
            f" SELECT title, bare(autocomplete), body FROM {_TABLE}"
        )
        cursor.execute("INSERT INTO raw_fts (raw_fts) VALUES ('optimize')")
        return _bytes(cursor, _TABLE) / _bytes(cursor, "raw_fts")
    finally:
        cursor.execute("DROP TABLE raw_fts")


def _bytes(cursor: Any, table: str) -> int:
    """Return what the pages of a table, its indexes and its full text take."""
    cursor.execute(
        "SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE AND name IN (SELECT name FROM"
        " sqlite_master WHERE tbl_name LIKE %s)",
        [f"{table}%"],
    )
    return int(cursor.fetchone()[0])


def _without_aids(labels: str) -> str:
    return " ".join(token for token in labels.split() if token[:2] not in {"0p", "0i"})

"""What nothing can go below: a page of a few bytes, and the full-text query alone.

The query ranks and counts all hits of one MATCH in the product's own table, so it
reads the same text and finds the same entries. SQLite alone has it.
"""

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

QUERY = """
WITH found AS MATERIALIZED (
    SELECT rowid AS id, bm25(wagtailsearch_indexentry_fts, 4.0, 1.0, 8.0) AS score
    FROM wagtailsearch_indexentry_fts WHERE wagtailsearch_indexentry_fts MATCH ?
)
SELECT id, score, (SELECT count(*) FROM found) FROM found ORDER BY score LIMIT 20
"""
_of_thread = threading.local()


def application(
    environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    """Answer `/` and `/?match=...`."""
    asked = parse_qs(environ["QUERY_STRING"]).get("match")
    body = json.dumps(_connection().execute(QUERY, asked).fetchall()) if asked else "."
    headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body.encode()]


def _connection() -> sqlite3.Connection:
    if not hasattr(_of_thread, "connection"):
        connection = sqlite3.connect(os.environ["BENCH_DATABASE"])
        connection.execute("PRAGMA cache_size=-64000")
        connection.execute("PRAGMA mmap_size=268435456")
        _of_thread.connection = connection
    return _of_thread.connection

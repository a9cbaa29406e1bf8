"""What search costs on a search server, beside the raw query on the same server.

On the one of SEARCH_URL, or on the tests' own, if that is installed. All times are of the
processor: ours, and all that the tests' server takes in the meantime. What a real server
takes is not known here, so that ours alone is measured.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

_NODE = "tests.elastic.PlainNode"


@dataclass(frozen=True)
class SearchServer:
    """Where it is; without a process it is not ours to measure."""

    url: str
    process: int = 0

    def site(self, of_database: Mapping[str, str], name: str) -> dict[str, str]:
        """Return the environment of a site that searches in an index of its own."""
        return {
            **of_database,
            "DJANGO_SETTINGS_MODULE": "benchmarks.server_settings",
            "SEARCH_URL": f"{self.url}/bench-{name}",
            "BENCH_NODE_CLASS": _NODE if self.process else "",
        }


@contextmanager
def search_server() -> Iterator[SearchServer | None]:
    """Give the server there is, if there is one."""
    if url := os.environ.get("SEARCH_URL", ""):
        yield SearchServer(url.rstrip("/"))
    elif find_spec("osmem_server") and find_spec("pytest"):
        made = import_module("tests.elastic").ServerInMemory()
        try:
            yield SearchServer(made.url, made.process_id)
        finally:
            made.stop()
    else:
        yield None

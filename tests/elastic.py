"""A server that speaks the API of Elasticsearch, for tests: started once, in memory.

`SEARCH_URL` in the environment names a real one instead.
"""

import os
from pathlib import Path
from time import process_time
from uuid import uuid4

import pytest
from modelsearch.backends import get_search_backend

pytest.importorskip("elasticsearch_dsl")

from elastic_transport import Urllib3HttpNode

REAL = os.environ.get("SEARCH_URL", "")
MIME = "application/vnd.elasticsearch+"
PRODUCT = ("x-elastic-product", "Elasticsearch")


class PlainNode(Urllib3HttpNode):
    """Speaks to a server that knows neither the vendor's types nor his header."""

    asked = []  # the addresses, for tests that count them

    def perform_request(self, method, target, *args, headers=None, **options):
        self.asked.append(target)
        plain = {
            name: value.replace(MIME, "application/").split(";")[0]
            for name, value in (headers or {}).items()
        }
        answer = super().perform_request(
            method, target, *args, headers=plain, **options
        )
        answer.meta.headers._internal[PRODUCT[0]] = PRODUCT  # noqa: SLF001 (headers cannot be changed)
        return answer


class ServerInMemory:
    """Can be stopped and started again, on the same port; it forgets everything."""

    def __init__(self):
        osmem = pytest.importorskip("osmem_server")
        self._make = osmem.OsmemServer.start
        self._process = self._make(japanese=False)
        self.url = self._process.url

    @property
    def process_id(self):
        return self._process.process.pid

    def stop(self):
        self._process.close()
        self._process.process.stdout.close()

    def seconds(self):
        """Return the processor time that it took so far."""
        stat = Path(f"/proc/{self.process_id}/stat").read_text()
        ticks = stat.rpartition(")")[2].split()[11:13]
        return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

    def start(self):
        address = self.url.removeprefix("http://")
        self._process = self._make(japanese=False, addr=address)


TOLD = []


def remember(index):
    """Stand for a thread that has not come to telling the server yet."""
    TOLD.append(str(index))


@pytest.fixture(scope="session")
def search_server():
    """Return a server for the whole session."""
    server = ServerInMemory()
    yield server
    server.stop()


def seconds_here_and_there(request):
    """Return a function for the processor time of both; a real server's is not known."""
    if REAL:
        return process_time
    server = request.getfixturevalue("search_server")
    return lambda: process_time() + server.seconds()


@pytest.fixture
def elasticsearch(request, settings, db):
    """Have the engine ask a server, which has an empty index of this test alone."""
    address = REAL or request.getfixturevalue("search_server").url
    settings.WAGTAILSEARCH_BACKENDS = {
        **settings.WAGTAILSEARCH_BACKENDS,
        "elasticsearch": {
            "BACKEND": "lms.search.backends.elasticsearch",
            "URL": f"{address.rstrip('/')}/test-{uuid4().hex[:8]}",
            "NODE_CLASS": "" if REAL else "tests.elastic.PlainNode",
            # In the test's own transaction, which no other thread sees.
            "TELL": "lms.search.upkeep.catch_up_with",
        },
    }
    backend = get_search_backend("elasticsearch")
    (index,) = backend.all_indexes()
    backend.rebuilder_class(index).start().finish()
    yield index
    for name in index.names():
        index.server.client.indices.delete(index=name)

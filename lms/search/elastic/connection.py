"""The client of the search server, and what is done while it does not answer."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string
from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.helpers import BulkIndexError

from lms.search.exceptions import IndexUnavailable

_REST = 5.0  # seconds in which a server that did not answer is not asked again
_TIMEOUT = 3.0  # seconds; whoever searches waits no longer than that
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")


@dataclass
class Server:
    """One address: its client, and the name that stands for the index in use."""

    client: Elasticsearch
    alias: str
    _rests_until: float = 0.0

    @contextmanager
    def asked(self) -> Iterator[Elasticsearch]:
        """Give the client; raise IndexUnavailable for whatever it raises.

        After an error nobody else waits for an answer for a few seconds.
        """
        if monotonic() < self._rests_until:
            raise IndexUnavailable("The search server did not answer a moment ago.")
        with self.needed() as client:
            yield client

    @contextmanager
    def needed(self) -> Iterator[Elasticsearch]:
        """Give the client, even if it did not answer a moment ago."""
        try:
            yield self.client
        except TransportError as error:
            self._rests_until = monotonic() + _REST
            raise IndexUnavailable(f"The search server fails: {error}") from error
        except (ApiError, BulkIndexError) as error:
            raise IndexUnavailable(f"The search server refuses: {error}") from error
        self._rests_until = 0.0


def server_of(setting: Mapping[str, Any]) -> Server:
    """Return the server of a setting; each address has one client in a process."""
    return _server(setting["URL"], setting.get("NODE_CLASS", ""))


@lru_cache(maxsize=8)
def _server(url: str, node_class: str) -> Server:
    parts = urlsplit(url)
    alias = parts.path.strip("/") or "shifu"
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ImproperlyConfigured(
            "SEARCH_URL must be http(s)://[user:password@]host[:port][/index]."
        )
    if not _NAME.fullmatch(alias):
        raise ImproperlyConfigured(f"SEARCH_URL: {alias!r} cannot name an index.")
    options: dict[str, Any] = {}
    if parts.username:
        options["basic_auth"] = (unquote(parts.username), unquote(parts.password or ""))
    if node_class:
        made: Callable[..., Any] = import_string(node_class)
        options["node_class"] = made
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    client = Elasticsearch(
        f"{parts.scheme}://{host}:{port}",
        request_timeout=_TIMEOUT,
        max_retries=0,
        **options,
    )
    return Server(client, alias)

"""What is kept of a search: what for, how much was found, how it ended."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lms.enums import SearchEnd
from lms.models import SearchLog
from lms.search.masking import MASK, masked

ONE_SEARCH = timedelta(minutes=5)
"""Whoever asks for the same page again within this time has searched once."""
_TOLD = ("query", "total", "end", "address", "position", "seconds", "elapsed")


@dataclass(frozen=True, kw_only=True)
class Searched:
    """A search, as the server or the page's script knows it."""

    key: str
    query: str
    total: int
    end: SearchEnd = SearchEnd.UNSEEN
    address: str = ""
    position: int | None = None
    seconds: int | None = None
    elapsed: int | None = None


def key_of(*, user: Any, query: str, now: datetime) -> str:
    """Return the key of a full search: the same for a page that is loaded again."""
    turn = int(now.timestamp() // ONE_SEARCH.total_seconds())
    text = f"{user.pk}:{turn}:{query}"
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def log_search(*, user: Any, searched: Searched, now: datetime) -> None:
    """Note that somebody has searched, unless it is noted already; one query."""
    rows = _rows(user, searched, now)
    SearchLog.objects.bulk_create(rows, ignore_conflicts=True)


def log_end(*, user: Any, searched: Searched, now: datetime) -> None:
    """Note how a search ended, over what was noted of it before; one query."""
    SearchLog.objects.bulk_create(
        _rows(user, searched, now),
        update_conflicts=True,
        unique_fields=["user", "key"],
        update_fields=_TOLD,
    )


def _rows(user: Any, searched: Searched, now: datetime) -> list[SearchLog]:
    query = masked(searched.query)[: SearchLog._meta.get_field("query").max_length]
    if not query.replace(MASK, "").strip():
        return []
    values = {name: getattr(searched, name) for name in _TOLD} | {"query": query}
    return [SearchLog(user=user, key=searched.key, searched_at=now, **values)]


def forget_searches(*, before: datetime) -> int:
    """Delete what was searched for earlier than `before`; return how many rows."""
    return SearchLog.objects.filter(searched_at__lt=before).delete()[0]

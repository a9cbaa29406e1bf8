"""What the people of the demo have searched for, and how it ended."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from knowledge_base.services.demo_people import DemoPeople
from lms.access import reading_key
from lms.enums import Role, SearchEnd
from lms.models import SearchLog
from lms.search.engine import search
from lms.search.results import SearchHit
from lms.search_gaps import report_gap

_WEEKS = 5
_LOOKED_AT = 3  # hits, from which one is opened
_UNHAPPY = 0.3
"""The share of those who miss something and say what."""
_ENDS = {
    SearchEnd.COPIED: 11,
    SearchEnd.OPENED: 5,
    SearchEnd.NOTHING: 2,
    SearchEnd.UNSEEN: 2,
}
"""How often a search with results ends in which way."""


@transaction.atomic
def add_demo_searches(
    rows: Sequence[Mapping[str, str]], *, people: DemoPeople, now: datetime
) -> int:
    """Let the agents of the demo search for weeks; return how often they did.

    `times` of a row is how often all of them together ask that in a week; with the
    trend `up` most of it in the last. `wish` is what some then say that they miss. How
    much there is, and what is opened, is what the index answers. Whoever has searched
    already is left alone.
    """
    agents = _agents(people)
    dice = Random("searches")  # noqa: S311 (to repeat, not to hide)
    known: dict[Hashable, tuple[int, Sequence[SearchHit]]] = {}
    searches = [
        _Search(agent, row["query"], _moment(dice, weeks, now), dice)
        for row in rows
        if (asking := agents.get(row["language"]))
        for weeks, times in _weekly(row)
        for agent in dice.choices(asking, k=times)
    ]
    found = SearchLog.objects.bulk_create(one.row(known) for one in searches)
    wishes = {row["query"]: row["wish"] for row in rows if row["wish"]}
    for one in searches:
        if one.query in wishes and dice.random() < _UNHAPPY:
            day = timezone.localdate(one.at)
            report_gap(query=one.query, wish=wishes[one.query], user=one.agent, day=day)
    return len(found)


def _agents(people: DemoPeople) -> dict[str, list[Any]]:
    """Return who answers customers, by the language in which they search."""
    languages = {
        row["username"]: row["language"][:2]
        for row in people.people
        if Role.AGENT in row["roles"].split("|")
    }
    found: dict[str, list[Any]] = {}
    searched = SearchLog.objects.filter(user__isnull=False).values("user")
    users = get_user_model()._default_manager.filter(username__in=languages)
    for user in users.exclude(pk__in=searched).order_by("username"):
        found.setdefault(languages[user.get_username()], []).append(user)
    return found


def _weekly(row: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Yield how many weeks ago, and how often."""
    times = int(row["times"])
    for weeks in range(_WEEKS):
        is_early = row["trend"] == "up" and weeks
        yield weeks, times // 3 if is_early else times


def _moment(dice: Random, weeks: int, now: datetime) -> datetime:
    """Return a moment of that week, mostly in working hours."""
    day = timezone.localtime(now - timedelta(days=7 * weeks + dice.randrange(7)))
    moment = day.replace(hour=dice.choice(_HOURS), minute=dice.randrange(60))
    return min(moment, now)


_HOURS = [*range(8, 21), 9, 10, 11, 14, 15, 16]


@dataclass
class _Search:
    """One search of one person."""

    agent: Any
    query: str
    at: datetime
    dice: Random = field(repr=False)

    def row(self, known: dict[Hashable, tuple[int, Sequence[SearchHit]]]) -> SearchLog:
        """Return what is kept of it; who may read the same finds the same."""
        key = (self.query, reading_key(self.agent))
        if key not in known:
            answer = search(self.query, user=self.agent, limit=_LOOKED_AT)
            known[key] = (answer.total, answer.hits)
        total, hits = known[key]
        return SearchLog(
            user=self.agent,
            key=f"{self.dice.getrandbits(128):032x}",
            query=self.query,
            total=total,
            elapsed=self.dice.randrange(6, 40),
            searched_at=self.at,
            **(self._ending(hits) if hits else {"end": SearchEnd.NOTHING}),
        )

    def _ending(self, hits: Sequence[SearchHit]) -> dict[str, Any]:
        (end,) = self.dice.choices([*_ENDS], [*_ENDS.values()])
        if end not in (SearchEnd.OPENED, SearchEnd.COPIED):
            return {"end": end}
        position = min(self.dice.choice((1, 1, 1, 1, 2, 3)), len(hits))
        chosen = {"end": end, "position": position, "address": hits[position - 1].url}
        if end == SearchEnd.OPENED:
            return chosen
        return {**chosen, "seconds": self.dice.randrange(4, 14) * (position + 1)}

"""What all kinds share: whom they ask about, and how what was found is counted."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from lms.extensions import Candidate, Finding

Dated = tuple[Any, datetime, str]
"""Whose it is, of when, and what shows it."""


def people_of(candidates: Iterable[Candidate]) -> list[Any]:
    """Return the keys of the people."""
    return [each.person.pk for each in candidates]


def counted(
    candidates: Sequence[Candidate],
    rows: Iterable[Dated],
    goal: int,
    say: Callable[[int], str],
) -> Mapping[Any, Finding]:
    """Return what is found where so many things are wanted, each of a day that counts."""
    of_person: dict[Any, list[tuple[date, str]]] = defaultdict(list)
    for person, moment, shown in rows:
        of_person[person].append((localdate(moment), shown))
    found = {}
    for each in candidates:
        counts = [s for day, s in of_person[each.person.pk] if each.counts(day)]
        found[each.person.pk] = Finding(
            is_met=len(counts) >= goal,
            reason=say(len(counts)),
            value=min(len(counts), goal),
            goal=goal,
            evidence=counts,
        )
    return found


def title_of(model: Any, key: str) -> str:
    """Return how something is called; a dash for what is gone or not chosen."""
    rows = model._default_manager.filter(key=key) if key else model.objects.none()
    return rows.values_list("title", flat=True).first() or "—"

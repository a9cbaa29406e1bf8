"""Ratings: written draft by draft, handed in once all is there."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from plugins.performance.exceptions import (
    NotCollectingError,
    StaleError,
    UnfinishedError,
    UnknownMarkError,
)
from plugins.performance.models import Part, Rating
from plugins.performance.services.steps import locked

_MOST = 100


@transaction.atomic
def save_rating(
    *,
    rating: Rating,
    user: Any,
    marks: Mapping[str, int],
    words: str,
    revision: int,
    window: str,
) -> Rating:
    """Keep a draft; what is kept already changes nothing.

    `revision` is that of the rating when the window was opened. Raises PermissionDenied
    for all but its rater, NotCollectingError, UnknownMarkError, and StaleError where
    another window has saved since.
    """
    month = locked(rating.sheet.month)
    rows = Rating.objects.select_for_update(of=("self",)).select_related("sheet__version")  # fmt: skip
    row = rows.get(pk=rating.pk)
    if user.pk != row.rater_id:
        raise PermissionDenied
    if not month.is_collecting:
        raise NotCollectingError
    _check(row.sheet.version.rated, marks)
    if (row.marks, row.words) == (marks, words):
        return row
    if row.revision != revision and row.window != window:
        raise StaleError
    row.marks, row.words, row.window = dict(marks), words, window
    row.revision += 1
    row.handed_in_at = None
    row.save()
    return row


@transaction.atomic
def hand_in(*, now: datetime, **written: Any) -> Rating:
    """Hand a rating in; raises as `save_rating`, and UnfinishedError. It may be changed until the month is closed."""
    row = save_rating(**written)
    if missing := missing_of(row):
        raise UnfinishedError(" · ".join(missing))
    row.handed_in_at = now
    row.save(update_fields=["handed_in_at"])
    return row


def missing_of(rating: Rating) -> list[str]:
    """Return the indicators that have no mark yet."""
    parts = rating.sheet.version.rated
    return [part.label for part in parts if part.key not in rating.marks]


def _check(parts: Sequence[Part], marks: Mapping[str, int]) -> None:
    steps = {part.key: part.step or 1 for part in parts}
    for key, mark in marks.items():
        if key not in steps or not 0 <= mark <= _MOST or mark % steps[key]:
            raise UnknownMarkError

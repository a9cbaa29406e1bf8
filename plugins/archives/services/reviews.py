"""Reviews: an agenda from the figures, minutes, and what is to be done."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction

from lms.events import tell
from plugins.archives.comparing import Change, misses, number
from plugins.archives.events import ActionDone, ActionGiven, ReviewClosed
from plugins.archives.exceptions import (
    ChangedMeanwhileError,
    ClosedError,
    UnfinishedError,
)
from plugins.archives.models import KEEP, Action, Edition, Review
from plugins.archives.weeks import months_between, shifted

_MOST_WORSE = 5


def agenda_of(first: date, last: date) -> list[dict[str, Any]]:
    """Return what missed its goal in any month, then what got worse most; one query.

    Of several months each indicator is compared from before the first to the last.
    """
    months = [shifted(first.replace(day=1), -1), *months_between(first.replace(day=1), last)]  # fmt: skip
    rows = Edition.objects.newest().filter(month__first__in=months)
    by_month = {row.month.first: {f["key"]: f for f in row.figures} for row in rows}
    keys = {key: None for month in months[1:] for key in by_month.get(month, {})}
    found = [_point(key, months, by_month) for key in keys]
    missed = [each for each in found if each["is_missed"]]
    worse = [each for each in found if each["loss"] and not each["is_missed"]]
    missed.sort(key=lambda each: -each["loss"])
    worse.sort(key=lambda each: -each["loss"])
    return [
        {name: each[name] for name in each if name != "loss"}
        for each in [*missed, *worse[:_MOST_WORSE]]
    ]


def _point(
    key: str, months: list[date], by_month: Mapping[date, Mapping[str, Any]]
) -> dict[str, Any]:
    rows = [by_month[m][key] for m in months[1:] if key in by_month.get(m, {})]
    before, last = by_month.get(months[0], {}).get(key), rows[-1]
    change = Change(
        number(before["value"]) if before else None, number(last["value"]), last["more"]
    )
    return {
        "label": last["label"],
        "unit": last["unit"],
        "more": last["more"],
        "before": before["value"] if before else None,
        "value": last["value"],
        "goal": last["goal"],
        "is_missed": any(
            misses(number(r["value"]), number(r["goal"]), more_is_better=r["more"])
            for r in rows
        ),
        "loss": change.loss,
    }


@transaction.atomic
def begin(*, review: Review, people: Iterable[Any], user: Any, now: datetime) -> Review:
    """Begin a review with its agenda; the same one again is the one that is there."""
    get_user_model()._default_manager.select_for_update().get(
        pk=user.pk
    )  # pressed twice
    same = {name: getattr(review, name) for name in ("kind", "title", "first", "last", "held_on")}  # fmt: skip
    known = Review.objects.filter(**same, closed_at=None).first()
    if known is not None:
        return known
    review.agenda = agenda_of(review.first, review.last)
    review.made_by, review.made_at = user, now
    review.save()
    review.people.set(people)
    return review


@transaction.atomic
def write(*, review: Review, values: Mapping[str, Any], seen: int) -> None:
    """Keep findings, decisions and who took part."""
    _save(_written(review, values, seen))


@transaction.atomic
def renew(*, review: Review, values: Mapping[str, Any], seen: int) -> None:
    """Keep the minutes, with the agenda anew from the figures of today."""
    row = _written(review, values, seen)
    row.agenda = agenda_of(row.first, row.last)
    _save(row)


@transaction.atomic
def close(
    *, review: Review, values: Mapping[str, Any], seen: int, user: Any, now: datetime
) -> None:
    """Keep the minutes and settle them; raises UnfinishedError where nothing is in them."""
    row = _written(review, values, seen)
    if not row.findings or not row.people.exists():
        raise UnfinishedError
    row.closed_at = now
    _save(row)
    tell(ReviewClosed, row, actor=user.pk, now=now, key=f"{row.pk}:{row.version}")


@transaction.atomic
def reopen(*, review: Review, seen: int) -> None:
    """Open the minutes again."""
    row = _locked(review, seen)
    row.closed_at = None
    _save(row)


def _locked(review: Review, seen: int) -> Review:
    row = Review.objects.select_for_update().get(pk=review.pk)
    if row.version != seen:
        raise ChangedMeanwhileError
    return row


def _written(review: Review, values: Mapping[str, Any], seen: int) -> Review:
    row = _locked(review, seen)
    if row.is_closed:
        raise ClosedError
    row.people.set(values["people"])
    for name in ("findings", "decisions", "held_on"):
        setattr(row, name, values[name])
    return row


def _save(row: Review) -> None:
    row.version += 1
    row.save()


def open_before(review: Review) -> Any:
    """Return what earlier reviews left to be done, the oldest due first."""
    rows = Action.objects.open().exclude(review=review)
    earlier = rows.filter(review__held_on__lte=review.held_on)
    return earlier.select_related("owner", "review")


@transaction.atomic
def give_action(
    *, review: Review, values: Mapping[str, Any], user: Any, now: datetime
) -> None:
    """Say who does what until when; sent twice it is kept once."""
    row = Review.objects.select_for_update().get(pk=review.pk)
    if row.is_closed:
        raise ClosedError
    if row.actions.filter(**values).exists():
        return
    made = Action.objects.create(review=row, **values)
    tell(ActionGiven, made, actor=user.pk, now=now, owner=made.owner_id)


@transaction.atomic
def take_away(*, action: Action) -> None:
    """Take an item away that is not done, such as that of somebody who left.

    Raises ClosedError.
    """
    review = Review.objects.select_for_update().get(pk=action.review_id)
    if review.is_closed:
        raise ClosedError
    Action.objects.open().filter(pk=action.pk).delete()


@transaction.atomic
def tick_off(
    *, action: Action, is_done: bool, outcome: str, user: Any, now: datetime
) -> None:
    """Tick an item off, or take that back: who does it, and who keeps the archive."""
    row = Action.objects.select_for_update().get(pk=action.pk)
    if row.owner_id != user.pk and not user.has_perm(KEEP):
        raise PermissionDenied
    if (row.done_at is not None) == is_done:
        return
    row.done_at, row.done_by = (now, user) if is_done else (None, None)
    row.outcome = outcome if is_done else ""
    row.save()
    if is_done:
        made_by = Review.objects.values_list("made_by", flat=True).get(pk=row.review_id)
        tell(ActionDone, row, actor=user.pk, now=now, key=f"{row.pk}:{now.isoformat()}", made_by=made_by)  # fmt: skip

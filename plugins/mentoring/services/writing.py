"""What mentor and apprentice write: observations, self-reviews, one service review."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from knowledge_base.models.periods import site_day
from lms.events import Target, tell
from lms.events.host import tell_activity
from plugins.mentoring.events import (
    OBSERVED,
    REVIEWED_SERVICE,
    ObservationAnswered,
    ObservationKept,
    ReviewCommented,
    ServiceReviewed,
)
from plugins.mentoring.exceptions import (
    AnsweredError,
    EmptyError,
    GivenAlreadyError,
    OverError,
    WrongDayError,
)
from plugins.mentoring.models import DailyReview, Observation, Pair, ServiceReview
from plugins.mentoring.weeks import monday_of, week_of


@transaction.atomic
def observe(
    *,
    pair: Pair,
    user: Any,
    seen_on: date,
    words: Mapping[str, str],
    now: datetime,
    key: int | None = None,
) -> Observation:
    """Write what was seen; with a key, correct what nobody has answered yet.

    `words` are behaviors and advice. The same words about the same day are kept once.
    Raises PermissionDenied, OverError, WrongDayError, AnsweredError.
    """
    row = _locked(pair)
    _check_is(user, row.mentor_id)
    _check_running(row)
    _check_day(row, seen_on, now)
    if key is not None:
        return _correct(row, key, seen_on, words)
    known = row.observations.filter(seen_on=seen_on, **words).first()
    if known is not None:
        return known
    is_first = not row.observations.filter(seen_on__range=week_of(seen_on)).exists()
    found = row.observations.create(seen_on=seen_on, **words, written_at=now)
    once = f"{row.pk}:{found.pk}"
    tell(ObservationKept, row, actor=user.pk, now=now, key=once, observation=found.pk)
    if is_first:
        tell_activity(
            OBSERVED, Target.of(found), person=user.pk, now=now, key=str(found.pk)
        )
    return found


def _correct(
    pair: Pair, key: int, seen_on: date, words: Mapping[str, str]
) -> Observation:
    found = pair.observations.get(pk=key)
    if found.reply:
        raise AnsweredError
    if monday_of(found.seen_on) != monday_of(seen_on):
        raise WrongDayError
    found.seen_on = seen_on
    found.behaviors, found.advice = words["behaviors"], words["advice"]
    found.save(update_fields=["seen_on", "behaviors", "advice"])
    return found


@transaction.atomic
def reply(*, observation: Observation, user: Any, text: str, now: datetime) -> None:
    """Answer an observation, as its apprentice; a later answer takes the place of it."""
    pair = _locked(observation.pair)
    _check_is(user, pair.apprentice_id)
    _check_running(pair)
    observation.reply, observation.replied_at = _said(text), now
    observation.save(update_fields=["reply", "replied_at"])
    key = f"{pair.pk}:{observation.pk}"
    tell(ObservationAnswered, pair, actor=user.pk, now=now, key=key, observation=observation.pk)  # fmt: skip


@transaction.atomic
def keep_review(
    *, pair: Pair, user: Any, day: date, values: Mapping[str, Any], now: datetime
) -> DailyReview:
    """Keep what the apprentice thinks of a day; the mentor's comment closes it."""
    row = _locked(pair)
    _check_is(user, row.apprentice_id)
    _check_running(row)
    _check_day(row, day, now)
    known = row.reviews.filter(day=day).first()
    if known is not None and known.comment:
        raise AnsweredError
    review, _is_new = DailyReview.objects.update_or_create(
        pair=row, day=day, defaults={**values, "written_at": now}
    )
    return review


@transaction.atomic
def comment(*, review: DailyReview, user: Any, text: str, now: datetime) -> None:
    """Say something to a self-review, as the mentor."""
    pair = _locked(review.pair)
    _check_is(user, pair.mentor_id)
    _check_running(pair)
    review.comment, review.commented_at = _said(text), now
    review.save(update_fields=["comment", "commented_at"])
    key = f"{pair.pk}:{review.pk}"
    tell(ReviewCommented, pair, actor=user.pk, now=now, key=key, review=review.pk)


@transaction.atomic
def give_service_review(
    *, pair: Pair, user: Any, values: Mapping[str, Any], now: datetime
) -> ServiceReview:
    """Keep what the apprentice found about the mentor's service: once, also afterwards."""
    row = _locked(pair)
    _check_is(user, row.apprentice_id)
    review, is_new = ServiceReview.objects.get_or_create(
        pair=row, defaults={**values, "written_at": now}
    )
    if not is_new:
        if all(getattr(review, name) == value for name, value in values.items()):
            return review
        raise GivenAlreadyError
    tell(ServiceReviewed, row, actor=user.pk, now=now)
    tell_activity(
        REVIEWED_SERVICE, Target.of(row), person=user.pk, now=now, key=str(row.pk)
    )
    return review


def may_read_service_review(pair: Pair, user: Any) -> bool:
    """Tell whether somebody who sees the pair reads it: the mentor when it is over."""
    return user.pk == pair.apprentice_id or not pair.is_running


def _locked(pair: Pair) -> Pair:
    return Pair.objects.select_for_update(of=("self",)).get(pk=pair.pk)


def _check_is(user: Any, key: int | None) -> None:
    if key is None or user.pk != key:
        raise PermissionDenied


def _check_running(pair: Pair) -> None:
    if not pair.is_running:
        raise OverError


def _check_day(pair: Pair, day: date, now: datetime) -> None:
    if not pair.has_day(day) or day > site_day(now):
        raise WrongDayError


def _said(text: str) -> str:
    if not text.strip():
        raise EmptyError
    return text.strip()

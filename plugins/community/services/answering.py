"""What those who answer suggestions do with them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lms.events import Target, tell
from lms.events.host import tell_activity
from lms.notifications import nothing_waits
from plugins.community.enums import StepKind, SuggestionState
from plugins.community.events import ACCEPTED, DONE, Suggested, SuggestionMoved
from plugins.community.exceptions import MergeError, OwnError, WrongStateError
from plugins.community.models import ANSWER, Step, Suggestion, Support
from plugins.community.models.suggestion import OPEN, UNANSWERED
from plugins.community.services.suggesting import checked, day_of_answer, locked

_S = SuggestionState
CLOSED = (_S.DONE, _S.DECLINED, _S.MERGED)
Row = Suggestion


@transaction.atomic
def look_at(*, suggestion: Row, user: Any, now: datetime) -> None:
    """Take it on: whoever suggested it hears that somebody looks at it."""
    row = _to_answer(suggestion, user, UNANSWERED, to=_S.LOOKED_AT)
    if row is not None:
        row.keeper = user
        _move(row, _S.LOOKED_AT, user=user, now=now)


@transaction.atomic
def accept(*, suggestion: Row, words: str, user: Any, now: datetime) -> None:
    """Say that it will be done, and how."""
    text = checked(words)
    row = _to_answer(suggestion, user, UNANSWERED, to=_S.ACCEPTED)
    if row is None:
        return
    row.keeper, row.accepted_at = user, now
    _move(row, _S.ACCEPTED, user=user, now=now, text=text)
    _reward(row, ACCEPTED, now)


@transaction.atomic
def finish(*, suggestion: Row, words: str, user: Any, now: datetime) -> None:
    """Say that it is done, and what is different now."""
    text = checked(words)
    row = _to_answer(suggestion, user, [_S.ACCEPTED], to=_S.DONE)
    if row is not None:
        _move(row, _S.DONE, user=user, now=now, text=text)
        _reward(row, DONE, now)


@transaction.atomic
def decline(*, suggestion: Row, words: str, user: Any, now: datetime) -> None:
    """Say that it will not be done, and why."""
    text = checked(words)
    row = _to_answer(suggestion, user, OPEN, to=_S.DECLINED)
    if row is not None:
        row.keeper, row.accepted_at = user, None
        _move(row, _S.DECLINED, user=user, now=now, text=text)


@transaction.atomic
def merge(*, suggestion: Row, into: Row, user: Any, now: datetime) -> None:
    """Let it go on as another one, which gets its supporters and whoever suggested it.

    Raises MergeError for itself, and for one that is merged or taken back.
    """
    if suggestion.pk == into.pk:
        raise MergeError
    for each in sorted((suggestion, into), key=lambda one: one.pk):
        locked(each)  # always in this order, so that two merges wait for one another
    row = _to_answer(suggestion, user, OPEN, to=_S.MERGED)
    if row is None:
        return
    target = Suggestion.objects.get(pk=into.pk)
    if target.state in (_S.MERGED, _S.WITHDRAWN) or row.duplicates.exists():
        raise MergeError
    row.merged_into, row.accepted_at = target, None
    _move(row, _S.MERGED, user=user, now=now, text=target.title)
    people = {*row.support_set.values_list("person", flat=True), row.suggested_by_id}
    handed_on = [
        Support(suggestion=target, person_id=person, at=now, came_from=row)
        for person in people - {target.suggested_by_id}
        if person is not None
    ]
    Support.objects.bulk_create(handed_on, ignore_conflicts=True)


@transaction.atomic
def reopen(*, suggestion: Row, words: str, user: Any, now: datetime) -> None:
    """Begin anew with what is over; also whoever suggested what was declined may."""
    text = checked(words)
    row = locked(suggestion)
    is_own = row.is_by(user) and row.state == _S.DECLINED
    if not is_own and not user.has_perm(ANSWER):
        raise PermissionDenied
    if row.state == _S.NEW:
        return
    if row.state not in CLOSED:
        raise WrongStateError
    Support.objects.filter(came_from=row).delete()
    row.merged_into = row.keeper = row.accepted_at = None
    row.due_on = day_of_answer(now)
    _move(row, _S.NEW, user=user, now=now, text=text, kind=StepKind.REOPENED)


def _to_answer(
    suggestion: Row, user: Any, states: Collection[str], *, to: str
) -> Suggestion | None:
    """Return the row; None if it is there already. Raises for who may not, and if it has gone on."""
    if not user.has_perm(ANSWER):
        raise PermissionDenied
    row = locked(suggestion)
    if row.is_by(user):
        raise OwnError
    if row.state == to:
        return None
    if row.state not in states:
        raise WrongStateError
    return row


def _move(
    row: Row,
    state: SuggestionState,
    *,
    user: Any,
    now: datetime,
    text: str = "",
    kind: StepKind | None = None,
) -> None:
    row.state = state
    row.save()
    made = Step.objects.create(
        suggestion=row, kind=kind or StepKind(state.value), by=user, at=now, text=text
    )
    nothing_waits(Suggested, row.pk, now=now)
    actor = None if row.is_anonymous and row.is_by(user) else user.pk
    tell(SuggestionMoved, row, actor=actor, now=now, key=str(made.pk), state=state)


def _reward(row: Row, activity: str, now: datetime) -> None:
    """Tell it once, however often it is opened again."""
    if row.suggested_by_id is not None:
        tell_activity(
            activity,
            Target.of(row),
            person=row.suggested_by_id,
            now=now,
            key=str(row.pk),
        )

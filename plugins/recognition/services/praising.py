"""Praise from customers: registered, confirmed by a second person, hidden if need be."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from wagtail.log_actions import log

from lms.events import Target, tell
from lms.events.host import ActivityDone, ActivityRevoked, tell_activity
from lms.notifications import is_here
from lms.plugins import plugin_settings
from plugins.recognition.enums import PraiseState, Source
from plugins.recognition.events import (
    PRAISED,
    PraiseConfirmed,
    PraiseCorrected,
    PraiseDeclined,
    PraiseHidden,
    PraiseRegistered,
)
from plugins.recognition.exceptions import (
    EmptyError,
    LeftError,
    OwnPraiseError,
    SecondPersonError,
    WrongStateError,
)
from plugins.recognition.models import CONFIRM, MODERATE, Praise
from plugins.recognition.services.giving import (
    lock_writer,
    locked,
    move,
    settle_waiting,
    team_of,
)

CHANGED = "lms_recognition.moderate"
CORRECTED = "lms_recognition.correct"
"""Actions in the log of the site."""


@transaction.atomic
def register_praise(
    *, person: Any, values: Mapping[str, Any], user: Any, now: datetime
) -> Praise:
    """Write down what a customer praised; the same reference and words once.

    `values` are source, words, reference and happened_on. Raises LeftError.
    """
    if not is_here(person, now):
        raise LeftError
    lock_writer(user)
    known = Praise.objects.filter(person=person, given_by=user, **values)
    same = known.exclude(state=PraiseState.WITHDRAWN).first()
    if same is not None:
        return same
    row = Praise.objects.create(
        person=person,
        team_id=team_of(person),
        given_by=user,
        given_at=now,
        state=PraiseState.WAITING,
        **values,
    )
    tell(PraiseRegistered, row, actor=user.pk, now=now)
    return row


def counted_activities() -> set[str]:
    """Return the keys of the activities that count as praise from a customer."""
    text = str(plugin_settings("lms_recognition")["praise_activities"])
    return {part.strip() for part in text.replace("，", ",").split(",")} - {""}


@transaction.atomic
def take_in_praise(event: ActivityDone) -> Praise | None:
    """Register what another plugin tells of a customer's praise; the same event once."""
    if event.actor_id is None or event.activity not in counted_activities():
        return None
    values = {
        "person_id": event.actor_id,
        "given_by": _writer(event),
        "team_id": team_of(event.actor_id),
        "source": Source.SURVEY,
        "happened_on": localdate(event.occurred_at),
        "given_at": event.occurred_at,
        "state": PraiseState.WAITING,
        "told_of": f"{event.target.model}:{event.target.key}",
    }
    row, is_new = Praise.objects.get_or_create(key=event.key, defaults=values)
    if is_new:
        by = row.given_by_id
        tell(PraiseRegistered, row, actor=by, now=event.occurred_at)
    return row


def _writer(event: ActivityDone) -> Any:
    """Return who wrote it down, and so does not confirm it."""
    users = get_user_model()._default_manager
    return users.filter(pk=event.registered_by or 0).first()


@transaction.atomic
def take_back_praise(event: ActivityRevoked) -> None:
    """Take back what another plugin told, as it says now; again changes nothing.

    Hidden praise, too: it could be shown again.
    """
    counts = [PraiseState.WAITING, PraiseState.SHOWN, PraiseState.HIDDEN]
    rows = Praise.objects.select_for_update(of=("self",)).filter(state__in=counts)
    row = rows.filter(key=event.activity_key).first()
    if row is None:
        return
    was_shown = row.is_shown
    move(row, PraiseState.WITHDRAWN, user=None, now=event.occurred_at)
    log(instance=row, action=CORRECTED)
    settle_waiting(row, event.occurred_at)
    if was_shown:
        by, person = event.actor_id, row.person_id
        tell(PraiseCorrected, row, actor=by, now=event.occurred_at, person=person)


@transaction.atomic
def confirm(*, praise: Praise, bonus: str, user: Any, now: datetime) -> None:
    """Let praise of a customer count; again changes nothing.

    Raises PermissionDenied, OwnPraiseError, SecondPersonError for whoever registered
    it, and WrongStateError.
    """
    row = _to_decide(praise, user)
    if row.is_shown:
        return
    _check_waiting(row)
    row.bonus = bonus.strip()
    move(row, PraiseState.SHOWN, user=user, now=now)
    tell(PraiseConfirmed, row, actor=user.pk, now=now, person=row.person_id)
    if not row.key:
        # What another plugin told has told its own activity: points come once.
        tell_activity(
            PRAISED, Target.of(row), person=row.person_id, now=now, key=str(row.pk)
        )
    settle_waiting(row, now)


@transaction.atomic
def decline(*, praise: Praise, reason: str, user: Any, now: datetime) -> None:
    """Say that praise does not count, and why; again changes nothing."""
    if not reason.strip():
        raise EmptyError
    row = _to_decide(praise, user)
    if row.state == PraiseState.DECLINED:
        return
    _check_waiting(row)
    move(row, PraiseState.DECLINED, user=user, now=now, reason=reason)
    tell(PraiseDeclined, row, actor=user.pk, now=now, registered_by=row.given_by_id)
    settle_waiting(row, now)


@transaction.atomic
def hide(*, praise: Praise, reason: str, user: Any, now: datetime) -> None:
    """Take thanks or praise from the wall, with a reason; again changes nothing.

    Raises PermissionDenied, EmptyError, OwnPraiseError and WrongStateError.
    """
    if not reason.strip():
        raise EmptyError
    row = _to_moderate(praise, user)
    if row.state == PraiseState.HIDDEN:
        return
    if not row.is_shown:
        raise WrongStateError
    move(row, PraiseState.HIDDEN, user=user, now=now, reason=reason)
    _log(row, user, "hidden", reason)
    key = f"{row.pk}:{now.isoformat()}"
    tell(PraiseHidden, row, actor=user.pk, now=now, key=key, given_by=row.given_by_id)


@transaction.atomic
def show_again(*, praise: Praise, user: Any, now: datetime) -> None:
    """Put back on the wall what was hidden; again changes nothing."""
    row = _to_moderate(praise, user)
    if row.is_shown:
        return
    if row.state != PraiseState.HIDDEN:
        raise WrongStateError
    move(row, PraiseState.SHOWN, user=user, now=now)
    _log(row, user, "shown", "")


def _log(row: Praise, user: Any, what: str, reason: str) -> None:
    data = {"what": what, "reason": reason.strip()}
    log(instance=row, action=CHANGED, user=user, data=data)


def _to_moderate(praise: Praise, user: Any) -> Praise:
    if not user.has_perm(MODERATE):
        raise PermissionDenied
    row = locked(praise)
    if user.pk == row.person_id:
        raise OwnPraiseError
    return row


def _to_decide(praise: Praise, user: Any) -> Praise:
    if not user.has_perm(CONFIRM):
        raise PermissionDenied
    row = locked(praise)
    if row.is_thanks:
        raise WrongStateError
    if user.pk == row.person_id:
        raise OwnPraiseError
    if user.pk == row.given_by_id:
        raise SecondPersonError
    return row


def _check_waiting(row: Praise) -> None:
    if row.state != PraiseState.WAITING:
        raise WrongStateError

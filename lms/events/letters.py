"""Events that a listener could not take: try again, or let go."""

import traceback
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log

from lms.events.kinds import from_row
from lms.events.listening import find_listener
from lms.models import DeadLetter, LetterState

CHANGE = "lms.change_deadletter"


class ListenerSilentError(RuntimeError):
    """The listener is gone, or its plugin is switched off."""


@transaction.atomic
def let_go(*, letter: DeadLetter, user: Any, now: datetime) -> None:
    """Say that the event need not be handled; safe to repeat.

    Raises PermissionDenied for somebody who may not.
    """
    _check(user)
    kept = _waiting(letter)
    if kept is not None:
        _settle(kept, LetterState.LET_GO, user, now)


def try_again(*, letter: DeadLetter, user: Any, now: datetime) -> bool:
    """Hand the event to its listener once more; tell whether it went well.

    Raises PermissionDenied for somebody who may not, and ListenerSilentError when
    there is nobody to hand it to.
    """
    _check(user)
    listener = find_listener(letter.listener)
    if listener is None:
        raise ListenerSilentError(letter.listener)
    try:
        with transaction.atomic():
            kept = _waiting(letter)
            if kept is not None:
                listener.function(from_row(kept.event))
                _settle(kept, LetterState.HANDLED, user, now)
    except Exception:  # noqa: BLE001 (whatever a listener raises)
        _note_failure(letter, now, traceback.format_exc())
        return False
    return True


def _check(user: Any) -> None:
    if not user.has_perm(CHANGE):
        raise PermissionDenied


def _waiting(letter: DeadLetter) -> DeadLetter | None:
    rows = DeadLetter.objects.select_for_update(no_key=True, of=("self",))
    return rows.filter(pk=letter.pk, state=LetterState.WAITING).first()


def _settle(letter: DeadLetter, state: LetterState, user: Any, now: datetime) -> None:
    letter.state, letter.settled_by, letter.settled_at = state, user, now
    letter.save()
    log(instance=letter, action="wagtail.edit", user=user)


@transaction.atomic
def _note_failure(letter: DeadLetter, now: datetime, error: str) -> None:
    rows = DeadLetter.objects.select_for_update(no_key=True)
    kept = rows.get(pk=letter.pk)
    kept.attempts, kept.failed_at, kept.error = kept.attempts + 1, now, error
    kept.save()

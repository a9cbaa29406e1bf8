"""Talks: proposed by anybody, put in order by whoever organises."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lms.events import tell
from lms.notifications import nothing_waits
from plugins.community.enums import TalkState
from plugins.community.events import TalkDecided, TalkProposed
from plugins.community.exceptions import MeetingOverError, WrongStateError
from plugins.community.models import Meeting, Talk
from plugins.community.services.agenda import moved
from plugins.community.services.meetings import locked, organised

_S = TalkState


@transaction.atomic
def propose(
    *, meeting: Meeting, values: Mapping[str, Any], user: Any, now: datetime
) -> Talk:
    """Propose a talk; the same title again by the same person is the first."""
    row = locked(meeting)
    if not row.is_to_come:
        raise MeetingOverError
    mine = row.talks.filter(speaker=user).exclude(state=_S.WITHDRAWN)
    known = mine.filter(title=values["title"]).first()
    if known is not None:
        return known
    talk = Talk.objects.create(meeting=row, speaker=user, proposed_at=now, **values)
    tell(TalkProposed, row, actor=user.pk, now=now, key=str(talk.pk))
    return talk


@transaction.atomic
def change(*, talk: Talk, values: Mapping[str, Any], user: Any) -> None:
    """Let the speaker change it, and whoever organises."""
    row = locked(talk.meeting)
    if not talk.is_by(user) and not row.may_organise(user):
        raise PermissionDenied
    if not row.is_to_come:
        raise MeetingOverError
    Talk.objects.filter(pk=talk.pk).update(**values)


@transaction.atomic
def withdraw(*, talk: Talk, user: Any, now: datetime) -> None:
    """Take back one's own; again changes nothing."""
    row = locked(talk.meeting)
    if not talk.is_by(user):
        raise PermissionDenied
    if not row.is_to_come:
        raise MeetingOverError
    Talk.objects.filter(pk=talk.pk).update(state=_S.WITHDRAWN, place=0)
    _number(_agenda(row))
    nothing_waits(TalkProposed, talk.pk, now=now)


@transaction.atomic
def decide(*, talk: Talk, state: TalkState, user: Any, now: datetime) -> None:
    """Put it at the end of the agenda, take it off, or say that it is not for this time."""
    organised(talk.meeting, user)
    row = Talk.objects.get(pk=talk.pk)
    if row.state == state:
        return
    if row.state == _S.WITHDRAWN:
        raise WrongStateError
    row.place = len(_agenda(talk.meeting)) + 1 if state == _S.ON else 0
    row.state = state
    row.save(update_fields=["place", "state"])
    _number(_agenda(talk.meeting))
    nothing_waits(TalkProposed, row.pk, now=now)
    if state != _S.PROPOSED:
        _tell(row, talk.meeting, state, user=user, now=now)


@transaction.atomic
def move(*, talk: Talk, by: int, user: Any) -> None:
    """Move it up or down the agenda; at an end it stays."""
    organised(talk.meeting, user)
    _number(moved(_agenda(talk.meeting), talk, by))


@transaction.atomic
def put_off(*, talk: Talk, to: Meeting, user: Any, now: datetime) -> None:
    """Propose it for another meeting that is to come; the speaker is told.

    Raises WrongStateError for what was taken back, or is put off already.
    """
    for each in sorted((talk.meeting, to), key=lambda one: one.pk):
        organised(each, user)
    rows = Talk.objects.filter(pk=talk.pk, meeting=talk.meeting_id)
    rows = rows.exclude(state=_S.WITHDRAWN)
    if not rows.update(meeting=to, state=_S.PROPOSED, place=0):
        raise WrongStateError
    _number(_agenda(talk.meeting))
    _tell(talk, to, _S.PROPOSED, user=user, now=now)


def _tell(
    talk: Talk, meeting: Meeting, state: TalkState, *, user: Any, now: datetime
) -> None:
    key = f"{talk.pk}:{state}:{now.isoformat()}"
    told = {"speaker": talk.speaker_id, "state": state.value}
    tell(TalkDecided, meeting, actor=user.pk, now=now, key=key, **told)


def _agenda(meeting: Meeting) -> list[Talk]:
    return [*Talk.objects.filter(meeting=meeting, state=_S.ON)]


def _number(talks: list[Talk]) -> None:
    for place, each in enumerate(talks, start=1):
        each.place = place
    Talk.objects.bulk_update(talks, ["place"])

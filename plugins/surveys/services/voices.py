"""What customers say is registered; what they are unhappy with is followed up."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from lms.events import Target, tell
from lms.events.host import revoke_activity, tell_activity
from lms.notifications import is_here
from lms.plugins import plugin_settings
from plugins.surveys.enums import VoiceKind
from plugins.surveys.events import PRAISED, FollowUpOpened
from plugins.surveys.models import FollowUp, Voice

DELETE = "lms_surveys.delete_voice"
_ASKS = {VoiceKind.COMPLAINT, VoiceKind.SUGGESTION}
"""Kinds that somebody answers, whatever the marks are."""
_OWN = {"id", "registered_at"}
_MOST_HOURS = 24 * 365


def is_low(voice: Voice) -> bool:
    """Tell whether a mark is so low that somebody calls back."""
    limits = plugin_settings("lms_surveys")
    marks = (voice.csat, limits["low_csat"]), (voice.nps, limits["low_nps"])
    return any(mark is not None and mark <= limit for mark, limit in marks)


@transaction.atomic
def register_voice(*, voice: Voice, user: Any, now: datetime) -> Voice:
    """Save what a customer said; open a follow-up where one is due, tell of praise.

    Nobody is praised by what the person registered alone: `user` and `voice.person`
    differ for that.
    """
    voice.registered_by, voice.registered_at = user, now
    _place(voice)
    if (known := _known(voice, user)) is not None:
        return known
    voice.save()
    if (person := _praised(voice, user)) is not None:
        _tell_praise(voice, person, user)
    _follow(voice, user, now)
    return voice


def _known(voice: Voice, user: Any) -> Voice | None:
    """Return what the same person registered in the same words: a second click.

    The person is locked, so that two clicks at once come one after the other.
    """
    get_user_model()._default_manager.select_for_update().get(pk=user.pk)
    names = [field.attname for field in Voice._meta.concrete_fields]
    said = {name: getattr(voice, name) for name in names if name not in _OWN}
    return Voice.objects.filter(**said).first()


@transaction.atomic
def change_voice(*, voice: Voice, user: Any, now: datetime) -> None:
    """Save a correction; what it asks for now is opened, what is under way stays.

    Praise follows whom it names: what was told before is revoked.
    """
    before = Voice.objects.select_for_update(of=("self",)).get(pk=voice.pk)
    _place(voice)
    voice.save()
    if _named(before) != _named(voice):
        revoke_activity(PRAISED, Target.of(voice), actor=user.pk, now=now)
        if (person := _praised(voice, user)) is not None:
            _tell_praise(voice, person, user, turn=f":{now.isoformat()}")
    _follow(voice, user, now)


@transaction.atomic
def delete_voice(*, voice: Voice, user: Any, now: datetime) -> None:
    """Delete what should not have been registered; it praises nobody any more."""
    rows = Voice.objects.select_for_update(of=("self",)).filter(pk=voice.pk)
    if rows.first() is None:
        return  # somebody else was faster
    revoke_activity(PRAISED, Target.of(voice), actor=user.pk, now=now)
    voice.delete()


def _place(voice: Voice) -> None:
    """Name the team of the person, where none was named."""
    profile = getattr(voice.person, "staff_profile", None)
    if voice.team is None and profile is not None:
        voice.team = profile.team


def _named(voice: Voice) -> int | None:
    """Return the key of whom praise names."""
    return voice.person_id if voice.kind == VoiceKind.PRAISE else None


def _praised(voice: Voice, user: Any) -> int | None:
    """Return the key of whom it praises, which is nobody who wrote it down."""
    person = _named(voice)
    return None if person in {user.pk, voice.registered_by_id} else person


def _tell_praise(voice: Voice, person: int, user: Any, turn: str = "") -> None:
    """Tell of praise; each `turn` is a happening of its own, also for the same person."""
    tell_activity(
        PRAISED,
        Target.of(voice),
        person=person,
        now=voice.registered_at,
        key=f"{voice.pk}:{person}{turn}",
        registered_by=user.pk,
    )


def _follow(voice: Voice, user: Any, now: datetime) -> None:
    if voice.kind not in _ASKS and not is_low(voice):
        return
    hours = max(1, min(plugin_settings("lms_surveys")["follow_up_hours"], _MOST_HOURS))
    owner = voice.team.manager if voice.team else None
    if owner is not None and not is_here(owner, now):
        owner = None
    _row, is_new = FollowUp.objects.get_or_create(
        voice=voice,
        defaults={"owner": owner, "due_at": voice.said_at + timedelta(hours=hours)},
    )
    if is_new:
        key = owner.pk if owner else None
        tell(FollowUpOpened, voice, actor=user.pk, now=now, owner=key)

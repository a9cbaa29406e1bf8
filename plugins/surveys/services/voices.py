"""What customers say is registered; what they are unhappy with is followed up."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from lms.events import Target, tell
from lms.events.host import tell_activity
from lms.plugins import plugin_settings
from plugins.surveys.enums import VoiceKind
from plugins.surveys.events import PRAISED, FollowUpOpened
from plugins.surveys.models import FollowUp, Voice

DELETE = "lms_surveys.delete_voice"
_ASKS = {VoiceKind.COMPLAINT, VoiceKind.SUGGESTION}
"""Kinds that somebody answers, whatever the marks are."""


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
    voice.save()
    _follow(voice, user, now)
    return voice


@transaction.atomic
def change_voice(*, voice: Voice, user: Any, now: datetime) -> None:
    """Save a correction; what it asks for now is opened, what is under way stays."""
    _place(voice)
    voice.save()
    _follow(voice, user, now)


def _place(voice: Voice) -> None:
    """Name the team of the person, where none was named."""
    profile = getattr(voice.person, "staff_profile", None)
    if voice.team is None and profile is not None:
        voice.team = profile.team


def _follow(voice: Voice, user: Any, now: datetime) -> None:
    person = voice.person_id
    if voice.kind == VoiceKind.PRAISE and person not in {None, voice.registered_by_id}:
        tell_activity(PRAISED, Target.of(voice), person=person, now=voice.registered_at)
    if voice.kind not in _ASKS and not is_low(voice):
        return
    hours = plugin_settings("lms_surveys")["follow_up_hours"]
    owner = voice.team.manager if voice.team else None
    _row, is_new = FollowUp.objects.get_or_create(
        voice=voice,
        defaults={"owner": owner, "due_at": voice.said_at + timedelta(hours=hours)},
    )
    if is_new:
        key = owner.pk if owner else None
        tell(FollowUpOpened, voice, actor=user.pk, now=now, owner=key)

"""Somebody answers.

An answer to an anonymous wave leaves two traces that nothing joins: the mark that the
person has answered, and counts that are one higher. Neither has a time, and the counts
are one row that is the same in whatever order people answer.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from knowledge_base.models.periods import site_day
from plugins.surveys.enums import WaveState
from plugins.surveys.exceptions import (
    AnsweredAlreadyError,
    NotOpenError,
    OwnInterviewError,
    QuestionsChangedError,
)
from plugins.surveys.models import (
    Invitation,
    QuestionnaireVersion,
    Response,
    Tally,
    Wave,
)
from plugins.surveys.services.figures import with_ballots


def digest_of(version: QuestionnaireVersion) -> str:
    """Return what the form sends along, to tell whether it asked the same."""
    text = json.dumps([version.pk, version.questions], sort_keys=True)
    return sha256(text.encode()).hexdigest()[:16]


@transaction.atomic
def answer(
    *,
    wave: Wave,
    user: Any,
    ballot: Mapping[str, str],
    asked: str,
    now: datetime,
    noted_by: Any = None,
) -> None:
    """Keep what somebody answered; of a named wave in place of what was before.

    Answers of an interview are `noted_by` somebody else, of which no trace is kept.
    Raises NotOpenError, AnsweredAlreadyError for an anonymous wave, OwnInterviewError,
    and QuestionsChangedError when `asked` is not the digest of the questions.
    """
    if noted_by is not None and noted_by.pk == user.pk:
        raise OwnInterviewError
    wave = Wave.objects.select_for_update().get(pk=wave.pk)
    is_open = wave.state_on(site_day(now)) is WaveState.OPEN
    if not is_open or wave.is_interview != (noted_by is not None):
        raise NotOpenError
    invitation = Invitation.objects.get(wave=wave, person=user)
    if wave.is_anonymous and invitation.has_answered:
        raise AnsweredAlreadyError
    if digest_of(wave.version) != asked:
        raise QuestionsChangedError
    if wave.is_anonymous:
        _count(wave, invitation.group, ballot)
    else:
        Response.objects.update_or_create(
            wave=wave,
            person=user,
            defaults={"answers": dict(ballot), "answered_at": now},
        )
    Invitation.objects.filter(pk=invitation.pk).update(has_answered=True)


def _count(wave: Wave, group: str, ballot: Mapping[str, str]) -> None:
    tally = Tally.objects.get(wave=wave)
    counts, texts = with_ballots(
        tally.counts, tally.texts, [(group, ballot)], wave.version.asked
    )
    Tally.objects.filter(pk=tally.pk).update(counts=counts, texts=texts)

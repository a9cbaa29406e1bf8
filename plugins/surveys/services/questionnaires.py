"""Questionnaires are written and changed; what was answered stays as it was asked."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from plugins.surveys.models import (
    Invitation,
    Question,
    Questionnaire,
    QuestionnaireVersion,
    Wave,
)

CHANGE = "lms_surveys.change_questionnaire"


def newest_of(questionnaire: Questionnaire) -> QuestionnaireVersion | None:
    """Return the version by which the next wave asks."""
    return questionnaire.versions.first()


def was_answered(version: QuestionnaireVersion) -> bool:
    """Tell whether anybody has answered by this version, or may have."""
    rows = Invitation.objects.filter(wave__version=version)
    return rows.exclude(has_answered=False).exists()


@transaction.atomic
def save_questions(
    *,
    questionnaire: Questionnaire,
    questions: Sequence[Question],
    user: Any,
    now: datetime,
) -> QuestionnaireVersion:
    """Save a questionnaire with these questions, and return their version.

    The newest version is changed as long as nobody has answered it; then there is
    another one. Questions without a key get one that no version had.
    """
    questionnaire.save()
    Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    versions = [*questionnaire.versions.all()]
    written = _with_keys(questions, versions)
    newest = versions[0] if versions else None
    if newest and newest.questions == written:
        return newest
    if newest and _is_free(newest):
        newest.questions = written
        newest.created_at, newest.created_by = now, user
        newest.save()
        return newest
    return QuestionnaireVersion.objects.create(
        questionnaire=questionnaire,
        number=newest.number + 1 if newest else 1,
        questions=written,
        created_at=now,
        created_by=user,
    )


def _is_free(version: QuestionnaireVersion) -> bool:
    """Tell whether nobody answers; who is about to waits until this is saved."""
    [*Wave.objects.select_for_update().filter(version=version)]
    return not was_answered(version)


def _with_keys(
    questions: Sequence[Question], versions: Sequence[QuestionnaireVersion]
) -> list[dict[str, Any]]:
    used = {question.key for version in versions for question in version.asked}
    number = max((int(key[1:]) for key in used), default=0)
    found: list[dict[str, Any]] = []
    for question in questions:
        row = {**asdict(question), "options": [[*pair] for pair in question.options]}
        if question.key in used:
            used.remove(question.key)  # a form that names it twice gets another one
        else:
            number += 1
            row["key"] = f"q{number}"
        found.append({**row, "kind": question.kind.value})
    return found

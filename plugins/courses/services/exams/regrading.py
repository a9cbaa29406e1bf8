"""A key was wrong: tried first, then marked again; what was marked before stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lms.events import Target, publish
from plugins.courses.enums import RegradeMode
from plugins.courses.events import AttemptRegraded
from plugins.courses.exceptions import ChangedTrialError, ExamError, NoteMissingError
from plugins.courses.models import Attempt, AttemptItem, QuestionVersion, Regrade
from plugins.courses.services.exams.admission import ALLOW, lock_people
from plugins.courses.services.exams.grading import score_of
from plugins.courses.services.exams.marking import (
    keep_marking,
    open_remedial,
    share_of,
    shares_of,
)


@dataclass(frozen=True)
class Change:
    """An attempt that would be marked otherwise."""

    attempt: Attempt
    items: Sequence[AttemptItem]
    shares: dict[int, Fraction]
    score: Decimal

    @property
    def is_passed(self) -> bool:
        """Whether it would pass."""
        return self.score >= self.attempt.pass_mark


@dataclass(frozen=True)
class Trial:
    """What marking again would change."""

    changes: Sequence[Change]
    total: int
    """How many attempts asked the question."""

    @property
    def digest(self) -> str:
        """What differs as soon as anything else would be changed."""
        said = [f"{c.attempt.key}:{c.attempt.score}:{c.score}" for c in self.changes]
        return sha256("\n".join([str(self.total), *said]).encode()).hexdigest()


def is_alike(version: QuestionVersion, other: QuestionVersion) -> bool:
    """Tell whether answers to one version can be marked by the key of another."""
    return version.kind == other.kind and {*version.ids} == {*other.ids}


def try_regrade(*, version: QuestionVersion, mode: str) -> Trial:
    """Return what would change; nothing is written.

    Raises ExamError where the newest version has other options.
    """
    rule = _rule(version, mode)
    asked = Attempt.objects.finished().filter(items__version=version)
    rows = asked.select_related("exam__course", "person").order_by("pk")
    attempts = [*rows.prefetch_related("items__version", "markings")]
    changes = []
    for attempt in attempts:
        items = [*attempt.items.all()]
        last = next(iter(attempt.markings.all()), None)
        before = shares_of(last) if last else {}
        mine = {i.place: share_of(i, {version.pk: rule}) for i in items if i.version_id == version.pk}  # fmt: skip
        shares = {**before, **mine}
        if shares != before:
            score = score_of([(shares[item.place], item.points) for item in items])
            changes.append(Change(attempt, items, shares, score))
    return Trial(changes, len(attempts))


def _rule(version: QuestionVersion, mode: str) -> Regrade:
    latest = version.question.latest
    by_version = latest if mode == RegradeMode.KEY else None
    if by_version is not None and not is_alike(version, by_version):
        raise ExamError
    return Regrade(version=version, mode=mode, by_version=by_version)


@transaction.atomic
def apply_regrade(
    *,
    version: QuestionVersion,
    mode: str,
    digest: str,
    reason: str,
    user: Any,
    now: datetime,
) -> int:
    """Mark again what was tried; return how many attempts have other marks.

    Open attempts that ask the version are marked so when they are handed in. Raises
    PermissionDenied, NoteMissingError, ExamError, and ChangedTrialError where the trial
    with this digest would come out otherwise now.
    """
    if not user.has_perm(ALLOW):
        raise PermissionDenied
    if not reason.strip():
        raise NoteMissingError
    asked = Attempt.objects.filter(items__version=version).order_by("pk")
    lock_people(asked.values_list("person", flat=True))
    [*asked.select_for_update(of=("self",))]
    trial = try_regrade(version=version, mode=mode)
    if trial.digest != digest:
        raise ChangedTrialError
    rule = _rule(version, mode)
    rule.reason, rule.applied_by, rule.applied_at = reason.strip(), user, now
    rule.save()
    for change in trial.changes:
        marking = keep_marking(
            change.attempt, [*change.items], change.shares, now=now, regrade=rule
        )
        publish(
            AttemptRegraded(
                actor_id=user.pk,
                target=Target.of(change.attempt),
                occurred_at=now,
                key=f"{AttemptRegraded.name}:{change.attempt.key}:{marking.number}",
                person=change.attempt.person_id,
            )
        )
        if not marking.is_passed:
            open_remedial(attempt=change.attempt, now=now)
    return len(trial.changes)

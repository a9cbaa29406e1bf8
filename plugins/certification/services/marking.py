"""What is done to a certificate after it was issued; it stays, and says so."""

from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from lms.events import tell
from plugins.certification.enums import Mark
from plugins.certification.events import AwardResumed, AwardRevoked, AwardSuspended
from plugins.certification.exceptions import ElsewhereError
from plugins.certification.models import Award
from plugins.certification.services.people import (
    CHANGE,
    check_about_another,
    reason_of,
)

MARKED = "lms_certification.mark_award"


def suspend(*, award: Award, user: Any, reason: str, now: datetime) -> None:
    """Let a certificate not count for now.

    Raises PermissionDenied, OwnCaseError, ElsewhereError, and ReasonMissingError.
    """
    with transaction.atomic():
        row = _mark(award, user, Mark.SUSPENDED, reason_of(reason), now)
        key = f"{row.pk}:{now.isoformat()}"
        tell(AwardSuspended, row, actor=user.pk, now=now, key=key, holder=row.person_id)  # fmt: skip


def resume(*, award: Award, user: Any, now: datetime) -> None:
    """Let a suspended certificate count again.

    Raises PermissionDenied, OwnCaseError, and ElsewhereError.
    """
    with transaction.atomic():
        row = _mark(award, user, Mark.NONE, "", now)
        key = f"{row.pk}:{now.isoformat()}"
        tell(AwardResumed, row, actor=user.pk, now=now, key=key, holder=row.person_id)  # fmt: skip


def revoke(*, award: Award, user: Any, reason: str, now: datetime) -> None:
    """Take a certificate back for good.

    Raises PermissionDenied, OwnCaseError, ElsewhereError, and ReasonMissingError.
    """
    with transaction.atomic():
        row = _mark(award, user, Mark.REVOKED, reason_of(reason), now)
        tell(AwardRevoked, row, actor=user.pk, now=now, holder=row.person_id)


_BEFORE = {
    Mark.SUSPENDED: {Mark.NONE},
    Mark.NONE: {Mark.SUSPENDED},
    Mark.REVOKED: {Mark.NONE, Mark.SUSPENDED},
}
"""What it must be marked with before."""


def _mark(award: Award, user: Any, mark: Mark, reason: str, now: datetime) -> Award:
    row = Award.objects.select_for_update().get(pk=award.pk)
    check_about_another(user=user, right=CHANGE, person=row.person)
    if row.mark not in _BEFORE[mark]:
        raise ElsewhereError
    row.mark, row.mark_reason, row.marked_at, row.marked_by = mark, reason, now, user
    row.save(update_fields=["mark", "mark_reason", "marked_at", "marked_by"])
    log(instance=row, action=MARKED, user=user, data={"mark": mark, "reason": reason})
    return row

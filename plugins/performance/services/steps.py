"""What every step of a month begins and ends with."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from plugins.performance.enums import Act
from plugins.performance.models import KEEP, Month, Step


def check_keeper(user: Any) -> None:
    """Raise PermissionDenied for whoever may not keep months; None is a job."""
    if user is not None and not user.has_perm(KEEP):
        raise PermissionDenied


def locked(month: Month) -> Month:
    """Return a month that nobody else closes or rates in meanwhile."""
    return Month.objects.select_for_update(of=("self",)).get(pk=month.pk)


def note(month: Month, act: Act, user: Any, now: datetime, reason: str = "") -> None:
    """Put a step on record."""
    Step.objects.create(month=month, act=act, made_by=user, made_at=now, reason=reason)

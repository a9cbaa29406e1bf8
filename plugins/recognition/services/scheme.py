"""By what stars are chosen: versions, each from a month on."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from plugins.recognition.exceptions import WeightsError
from plugins.recognition.models import DECIDE, SchemeVersion

FIRST_MONTH = date(2000, 1, 1)
BONUS = "当月绩效工资的 10%"
BONUS_EN = "10% of the month's performance pay"
PRAISE_BONUS = "300-500 元"


def add_first_version() -> SchemeVersion:
    """Write down what most teams begin with, unless something is written already."""
    known = SchemeVersion.objects.last()
    return known or SchemeVersion.objects.create(
        from_month=FIRST_MONTH,
        bonus=BONUS,
        bonus_en=BONUS_EN,
        praise_bonus=PRAISE_BONUS,
        made_at=timezone.now(),
    )


def version_of(month: date) -> SchemeVersion | None:
    """Return what counts in a month: the newest that begins by then."""
    rows = SchemeVersion.objects.filter(from_month__lte=month)
    return rows.order_by("-from_month", "-pk").first()


@transaction.atomic
def write_version(
    *, values: Mapping[str, Any], user: Any, now: datetime
) -> SchemeVersion:
    """Let other criteria count from a month on; the same once more changes nothing.

    Months that were opened keep theirs. Raises PermissionDenied, and WeightsError when
    nothing weighs anything.
    """
    if not user.has_perm(DECIDE):
        raise PermissionDenied
    row = SchemeVersion(**values)
    if not any(row.weights.values()):
        raise WeightsError
    known = version_of(row.from_month)
    if known is not None and all(getattr(known, n) == v for n, v in values.items()):
        return known
    row.made_by, row.made_at = user, now
    row.save()
    return row

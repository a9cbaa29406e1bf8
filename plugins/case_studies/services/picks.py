"""The cases of a week."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from plugins.case_studies.models import CasePage, PickedCase, WeeklyPick
from plugins.case_studies.models.pick import monday_of

PICK = "lms_case_studies.change_weeklypick"


@transaction.atomic
def pick_cases(
    *,
    day: date,
    cases: Sequence[CasePage],
    dropped: Sequence[CasePage] = (),
    facilitator: Any,
    user: Any,
) -> WeeklyPick:
    """Let the week in which `day` is begin with these cases, in this order.

    Of what it held before only `dropped` goes: `user` need not have seen the rest.
    Raises PermissionDenied for somebody who may not.
    """
    if not user.has_perm(PICK):
        raise PermissionDenied
    pick, _is_new = WeeklyPick.objects.update_or_create(
        week=monday_of(day), defaults={"facilitator": facilitator}
    )
    kept = [row.page for row in pick.picked.select_related("page")]
    wanted = [*cases, *(case for case in kept if case not in dropped)]
    pick.picked.all().delete()
    PickedCase.objects.bulk_create(
        PickedCase(pick=pick, page=case, place=place)
        for place, case in enumerate(dict.fromkeys(wanted), start=1)
    )
    return pick


@transaction.atomic
def note_outcome(*, pick: WeeklyPick, user: Any, outcome: str, seen: str) -> None:
    """Keep what came of a discussion: who led it, or who may pick, says so.

    What somebody else has written since `seen` was shown stays above it. Raises
    PermissionDenied for anybody else.
    """
    if pick.facilitator_id != user.pk and not user.has_perm(PICK):
        raise PermissionDenied
    row = WeeklyPick.objects.select_for_update().get(pk=pick.pk)
    said = outcome.strip()
    if row.outcome not in {seen, said}:
        said = f"{row.outcome}\n\n{said}"
    row.outcome = said
    row.save(update_fields=["outcome"])


def picked_lately(
    cases: Sequence[CasePage], *, day: date, weeks: int
) -> list[CasePage]:
    """Return those of the cases that another of the last weeks was about."""
    week = monday_of(day)
    rows = PickedCase.objects.filter(
        page__in=cases, pick__week__gte=week - timedelta(weeks=weeks)
    ).exclude(pick__week=week)
    keys = {*rows.values_list("page", flat=True)}
    return [case for case in cases if case.pk in keys]

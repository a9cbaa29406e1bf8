"""Months are closed, published and corrected; each step is on record."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from lms.events import Target, tell
from lms.events.host import tell_activity
from lms.people.here import people_here
from plugins.performance.enums import OUT, Act, MonthState
from plugins.performance.events import (
    TOP,
    MonthPublished,
    PlanAsked,
    PrizeWon,
    SheetCorrected,
)
from plugins.performance.exceptions import (
    EmptyError,
    NotClosedError,
    NotOutError,
    OwnSheetError,
    UnansweredError,
    WrongPointsError,
)
from plugins.performance.models import (
    MOST_TOGETHER,
    Bonus,
    Correction,
    ImprovementPlan,
    Month,
    Prize,
    Sheet,
)
from plugins.performance.services.measuring import fetch_measured
from plugins.performance.services.ranking import (
    last_of_month,
    prizes_of_month,
    top_of_month,
)
from plugins.performance.services.scoring import FULL
from plugins.performance.services.settings import setting, shifted
from plugins.performance.services.steps import check_keeper, locked, note
from plugins.performance.services.working import results_of


@transaction.atomic
def close_month(*, month: Month, user: Any, now: datetime) -> Month:
    """End the ratings and keep the totals; again changes nothing.

    What is only a draft by then does not count.
    """
    check_keeper(user)
    row = locked(month)
    if not row.is_collecting:
        return row
    fetch_measured(row, now)
    _keep_totals(row.sheets.select_related("version"))
    row.state = MonthState.CLOSED
    row.save(update_fields=["state"])
    note(row, Act.CLOSED, user, now)
    return row


def _keep_totals(sheets: Any) -> None:
    rows = [*sheets]
    results = results_of(rows)
    for sheet in rows:
        sheet.total = results[sheet.pk].total
    Sheet.objects.bulk_update(rows, ["total"])


def keep_total(sheet: Sheet) -> None:
    """Work the total of a closed sheet out again, as when a bonus has come."""
    _keep_totals(Sheet.objects.filter(pk=sheet.pk).select_related("version"))


@transaction.atomic
def reopen_month(*, month: Month, reason: str, user: Any, now: datetime) -> Month:
    """Let people rate again in a closed month; raises NotClosedError and EmptyError."""
    check_keeper(user)
    row = locked(month)
    if not row.is_closed:
        raise NotClosedError
    if not reason.strip():
        raise EmptyError
    row.sheets.update(total=None)
    row.state = MonthState.COLLECTING
    row.due_on = max(row.due_on, localdate(now))
    row.save(update_fields=["state", "due_on"])
    note(row, Act.REOPENED, user, now, reason.strip())
    return row


@transaction.atomic
def publish_month(*, month: Month, user: Any, now: datetime) -> Month:
    """Let people read their sheets, and tell who is at the top; again changes nothing.

    Raises NotClosedError, and UnansweredError while an objection waits.
    """
    check_keeper(user)
    row = locked(month)
    if row.is_out:
        return row
    if not row.is_closed:
        raise NotClosedError
    open_ones = Bonus.objects.filter(sheet__month=row, withdrawn_at=None, answer="")
    if waiting := open_ones.exclude(objection="").count():
        raise UnansweredError(waiting)
    row.state, row.published_at = MonthState.PUBLISHED, now
    row.save(update_fields=["state", "published_at"])
    note(row, Act.PUBLISHED, user, now)
    tell(MonthPublished, row, actor=user.pk, now=now)
    for sheet in top_of_month(row):
        if sheet.person_id:
            tell_activity(TOP, Target.of(sheet), person=sheet.person_id, now=now)
    _ask_for_plans(row, user, now)
    after = shifted(row.month, max(setting("streak_months"), 1))
    # A month that is published late may be what later ones waited for.
    for each in Month.objects.filter(month__gte=row.month, month__lt=after, state__in=OUT).order_by("month"):  # fmt: skip
        _give_prizes(each, user, now)
    return row


def _ask_for_plans(month: Month, user: Any, now: datetime) -> None:
    today = localdate(now)
    due = today + timedelta(days=setting("plan_days"))
    here = {*people_here(today).values_list("pk", flat=True)}
    for sheet in last_of_month(month):
        if sheet.person_id not in here:
            continue  # nobody is left to do better
        ImprovementPlan.objects.get_or_create(sheet=sheet, defaults={"due_on": due})
        tell(PlanAsked, sheet, actor=user.pk, now=now, person=sheet.person_id, key=f"{sheet.pk}:0")  # fmt: skip


def _give_prizes(month: Month, user: Any, now: datetime) -> None:
    for sheet, place, amount in prizes_of_month(month):
        Prize.objects.create(sheet=sheet, place=place, amount=amount)
        tell(PrizeWon, sheet, actor=user.pk, now=now, person=sheet.person_id, amount=amount)  # fmt: skip


@transaction.atomic
def correct_sheet(
    *, sheet: Sheet, key: str, points: Decimal, reason: str, user: Any, now: datetime
) -> Correction:
    """Put right what an indicator, or all bonuses together, came to in a published month.

    What was there before stays on record, and so do places, prizes and plans.
    """
    check_keeper(user)
    month = locked(sheet.month)
    row = Sheet.objects.select_related("version").get(pk=sheet.pk)
    if month.state not in OUT:
        raise NotOutError
    if row.person_id == user.pk:
        raise OwnSheetError
    if not reason.strip():
        raise EmptyError
    _check_points(row, key, points)
    made = Correction.objects.create(
        sheet=row,
        key=key,
        points=points,
        before=row.total,
        reason=reason.strip(),
        made_at=now,
        made_by=user,
    )
    keep_total(row)
    month.state = MonthState.CORRECTED
    month.save(update_fields=["state"])
    note(month, Act.CORRECTED, user, now, reason.strip())
    tell(SheetCorrected, row, actor=user.pk, now=now, person=row.person_id, key=f"{made.pk}")  # fmt: skip
    return made


def _check_points(sheet: Sheet, key: str, points: Decimal) -> None:
    known = {part.key for part in sheet.version.parts}
    is_bonus = key == Correction.BONUS
    low, high = (-MOST_TOGETHER, MOST_TOGETHER) if is_bonus else (0, FULL)
    if not (is_bonus or key in known) or not low <= points <= high:
        raise WrongPointsError

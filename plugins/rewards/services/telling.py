"""Telling people what happened to their points."""

from datetime import datetime
from typing import Any

from django.contrib.auth.backends import ModelBackend

from lms.notifications import notify, settle
from lms.targets import Target
from plugins.rewards.models import Holder, LedgerEvent, Merit, MonthClose, Redemption

AWARDED = "lms_rewards.awarded"
TAKEN_BACK = "lms_rewards.taken_back"
REDEMPTION = "lms_rewards.redemption"
REDEMPTION_WAITS = "lms_rewards.redemption_waits"
MERIT = "lms_rewards.merit"
MERIT_WAITS = "lms_rewards.merit_waits"
STATEMENT = "lms_rewards.statement"
OPEN_MONTH = "lms_rewards.open_month"


def who_may(permission: str, *besides: Holder | None) -> Any:
    """Return those whose role lets them do something, without some; one query."""
    people = ModelBackend().with_perm(permission, include_superusers=False)
    keys = [holder.user_id for holder in besides if holder and holder.user_id]
    return people.exclude(pk__in=keys).select_related("staff_profile")


def tell_of_award(*, event: LedgerEvent, user: Any, now: datetime) -> None:
    """Tell somebody of new points."""
    parameters = {"points": event.points}
    _tell(AWARDED, user, event, f"{AWARDED}:{event.pk}", now, parameters)


def tell_of_take_back(*, event: LedgerEvent, now: datetime) -> None:
    """Tell somebody that points were taken back, and why."""
    parameters = {"points": event.points, "reason": event.note}
    user = event.holder.user
    _tell(TAKEN_BACK, user, event, f"{TAKEN_BACK}:{event.pk}", now, parameters)


def tell_of_redemption(*, redemption: Redemption, now: datetime) -> None:
    """Tell who redeemed how far it is, and nobody any more that it waits."""
    settle_redemption(redemption=redemption, now=now)
    parameters = {"state": redemption.state, "gift": redemption.gift.names}
    user = redemption.requested_by.user
    key = f"{REDEMPTION}:{redemption.pk}:{redemption.state}"
    _tell(REDEMPTION, user, redemption, key, now, parameters)


def tell_of_waiting_redemption(
    *, redemption: Redemption, permission: str, now: datetime
) -> None:
    """Tell those who may decide on it that somebody redeems a gift."""
    key = f"{REDEMPTION_WAITS}:{redemption.pk}"
    for user in who_may(permission, redemption.holder, redemption.requested_by):
        _tell(REDEMPTION_WAITS, user, redemption.gift, key, now, {})


def settle_redemption(*, redemption: Redemption, now: datetime) -> None:
    """Let nobody read any more that it waits for a decision."""
    key = f"{REDEMPTION_WAITS}:{redemption.pk}"
    settle(kind=REDEMPTION_WAITS, key=key, now=now)


def tell_of_waiting_merit(*, merit: Merit, permission: str, now: datetime) -> None:
    """Tell those who may decide on it that somebody is proposed."""
    key = f"{MERIT_WAITS}:{merit.pk}"
    for user in who_may(permission, merit.holder, merit.proposed_by):
        _tell(MERIT_WAITS, user, merit, key, now, {})


def tell_of_merit(*, merit: Merit, now: datetime) -> None:
    """Tell who proposed somebody what was decided, and nobody any more that it waits."""
    settle(kind=MERIT_WAITS, key=f"{MERIT_WAITS}:{merit.pk}", now=now)
    parameters = {"state": merit.state, "reason": merit.reason}
    user = merit.proposed_by and merit.proposed_by.user
    _tell(MERIT, user, merit, f"{MERIT}:{merit.pk}", now, parameters)


def tell_of_statement(
    *, close: MonthClose, user: Any, earned: int, now: datetime
) -> None:
    """Tell somebody, by mail unless chosen otherwise, that a month is closed."""
    parameters = {"month": f"{close.month:%Y-%m}", "earned": earned}
    _tell(STATEMENT, user, close, f"{STATEMENT}:{close.month}", now, parameters)


def tell_of_open_month(
    *, close: MonthClose, user: Any, is_late: bool, now: datetime
) -> bool:
    """Tell somebody who closes months that one waits; return whether that is new."""
    parameters = {
        "month": f"{close.month:%Y-%m}",
        "day": f"{close.due_on}",
        "is_late": is_late,
    }
    key = f"{OPEN_MONTH}:{close.month}:{is_late}"
    return _tell(OPEN_MONTH, user, close, key, now, parameters)


def settle_open_month(*, close: MonthClose, now: datetime) -> None:
    """Let nobody read any more that a month is to be closed."""
    settle(kind=OPEN_MONTH, key=f"{OPEN_MONTH}:{close.month}", now=now)


def _tell(
    kind: str,
    user: Any,
    about: Any,
    key: str,
    now: datetime,
    parameters: dict[str, Any],
) -> bool:
    if user is None:
        return False
    told = notify(
        kind=kind,
        recipient=user,
        target=Target.of(about),
        key=key,
        now=now,
        parameters=parameters,
    )
    return told is not None

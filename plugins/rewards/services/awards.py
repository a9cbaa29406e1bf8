"""Giving points: `award`, which other rooms and listeners call."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from lms.notifications import is_here
from lms.targets import Target
from plugins.rewards.enums import AccountKind, EventKind, MonthState
from plugins.rewards.exceptions import ClosedMonthError, LeaverError, NoRuleError
from plugins.rewards.models import (
    CapUsage,
    Hold,
    Holder,
    LedgerEvent,
    MonthClose,
    RuleVersion,
)
from plugins.rewards.services.ledger import (
    Entry,
    holder_of,
    locked,
    maybe_holder,
    paid_in,
    post,
    written,
)
from plugins.rewards.services.telling import tell_of_award


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What somebody is given points for; rule, subject and person make the key."""

    activity: str
    subject: Target
    beneficiary: Any
    effective_on: date
    about: str = ""
    """What `cap_subject` counts by; the subject if empty."""
    actor: Any = None
    note: str = ""


def award(deed: Deed, *, now: datetime) -> LedgerEvent:
    """Give somebody the points that the rule of that day says; once, safe to repeat.

    It joins the transaction of the caller: both are written, or neither. Limits are
    counted under the lock; what is above them is noted and not given. What is owed is
    paid first. Raises NoRuleError, LeaverError and ClosedMonthError; nothing was moved
    then.
    """
    version = rule_on(deed.activity, deed.effective_on)
    with transaction.atomic():
        refuse_leaver(deed.beneficiary, now)
        holder = holder_of(deed.beneficiary)
        known = written(award_key(version, deed, holder))
        return known if known is not None else _award(deed, version, holder, now)


def award_key(version: RuleVersion, deed: Deed, holder: Holder) -> str:
    """Return the key: rule, subject and holder, never the time."""
    subject = deed.subject
    return f"award:{version.rule.code}:{subject.model}:{subject.key}:{holder.pk}"


def rule_on(activity: str, day: date) -> RuleVersion:
    """Return the version of the rule that counts; raises NoRuleError."""
    versions = RuleVersion.objects.valid_on(day).select_related("rule")
    found = versions.filter(rule__activity=activity, rule__is_on=True).first()
    if found is None:
        raise NoRuleError
    return found


def refuse_leaver(user: Any, now: datetime) -> None:
    """Raise LeaverError for somebody who does not sign in any more."""
    if not is_here(user, now):
        raise LeaverError


def refuse_closed(day: date) -> None:
    """Raise ClosedMonthError for a day of a month that is closed."""
    months = MonthClose.objects.filter(month=day.replace(day=1))
    if months.filter(state=MonthState.CLOSED).exists():
        raise ClosedMonthError


def caps_of(version: RuleVersion, day: date, about: str) -> list[tuple[str, int]]:
    """Return the limits that count on a day: what they count by, and how many."""
    limits = [
        (f"day:{day}", version.cap_day),
        (f"month:{day:%Y-%m}", version.cap_month),
        (f"about:{about}", version.cap_subject),
    ]
    return [(period, limit) for period, limit in limits if limit is not None]


def _award(
    deed: Deed, version: RuleVersion, holder: Holder, now: datetime
) -> LedgerEvent:
    accounts = locked(holder)
    key = award_key(version, deed, holder)
    known = written(key)  # who was first is through by now
    if known is not None:
        return known
    refuse_closed(deed.effective_on)
    about = deed.about or f"{deed.subject.model}:{deed.subject.key}"
    points = _within_limits(version, holder, caps_of(version, deed.effective_on, about))
    event, is_new = post(
        Entry(
            key=key,
            kind=EventKind.AWARD,
            holder=holder,
            points=points,
            full_points=version.points,
            actor=maybe_holder(deed.actor),
            rule_version=version,
            subject=deed.subject,
            about=about[:100],
            effective_on=deed.effective_on,
            now=now,
            note=deed.note,
            payload=(version.rule_id,),
        ),
        _lines(accounts, version, holder, points),
    )
    if is_new and points:
        _hold(event, deed, version)
        tell_of_award(event=event, user=deed.beneficiary, now=now)
    return event


def _lines(accounts: Any, version: RuleVersion, holder: Holder, points: int) -> Any:
    issued = accounts.system[AccountKind.ISSUED]
    if version.hold_days:
        return [(issued, accounts.of(holder, AccountKind.HELD), points)]
    return paid_in(accounts, holder, issued, points)


def _hold(event: LedgerEvent, deed: Deed, version: RuleVersion) -> None:
    if version.hold_days:
        due_on = deed.effective_on + timedelta(days=version.hold_days)
        Hold.objects.create(award=event, amount=event.points, due_on=due_on)


def _within_limits(
    version: RuleVersion, holder: Holder, caps: list[tuple[str, int]]
) -> int:
    """Return what may be given, and count it: the rows decide, under the lock."""
    rows = [
        (
            CapUsage.objects.get_or_create(rule=version.rule, holder=holder, period=p)[
                0
            ],
            most,
        )
        for p, most in caps
    ]
    points = min([version.points, *(most - row.used for row, most in rows)])
    points = max(points, 0)
    if points:
        keys = [row.pk for row, _most in rows]
        CapUsage.objects.filter(pk__in=keys).update(used=F("used") + points)
    return points

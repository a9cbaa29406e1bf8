"""Deciding who is certified, and writing the certificate."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from lms.events import Target, tell
from lms.events.host import tell_activity
from lms.notifications import nothing_waits
from plugins.certification.enums import UNDER_WAY, CandidacyState, Mark
from plugins.certification.events import (
    CERTIFIED,
    AwardIssued,
    CandidacyOpened,
    CandidacyProposed,
    CandidacyRejected,
)
from plugins.certification.exceptions import (
    ElsewhereError,
    FourEyesError,
    NotMetError,
    SuspendedError,
)
from plugins.certification.models import Award, Candidacy, Decision, Level
from plugins.certification.services.candidacies import locked
from plugins.certification.services.evaluating import Report, hash_of, report_of
from plugins.certification.services.people import (
    DECIDE,
    check_about_another,
    check_is_here,
    reason_of,
)

MONTHS_OF_YEAR = 12


@transaction.atomic
def grant(*, candidacy: Candidacy, user: Any, now: datetime) -> Award:
    """Certify somebody; whoever asks again gets the same certificate.

    Raises PermissionDenied, OwnCaseError, LeftError, ElsewhereError, NotMetError,
    SuspendedError, and FourEyesError where the level takes two people.
    """
    row = locked(candidacy)
    check_about_another(user=user, right=DECIDE, person=row.person)
    if row.state == CandidacyState.ISSUED:
        return row.award
    check_is_here(row.person, now)
    _check_stage(row, user)
    report = report_of(row, localdate(now))
    if not report.is_met:
        raise NotMetError(report.missing)
    decision = write_decision(row, report, user, now)
    return issue(decision=decision, now=now)


@transaction.atomic
def reject(*, candidacy: Candidacy, user: Any, reason: str, now: datetime) -> Decision:
    """Do not certify somebody, with a reason; the person may apply again.

    Raises PermissionDenied, OwnCaseError, ElsewhereError, and ReasonMissingError.
    """
    row = locked(candidacy)
    check_about_another(user=user, right=DECIDE, person=row.person)
    if row.state not in UNDER_WAY:
        raise ElsewhereError
    why = reason_of(reason)
    report = report_of(row, localdate(now)) if row.person else None
    decision = write_decision(row, report, user, now, reason=why)
    _close(row, CandidacyState.REJECTED, now)
    tell(CandidacyRejected, row, actor=user.pk, now=now, candidate=row.person_id)
    return decision


@transaction.atomic
def issue(*, decision: Decision, now: datetime) -> Award:
    """Write the certificate of a decision, once; an older one of the level is replaced.

    Raises SuspendedError while an older one is suspended, and ElsewhereError where the
    decision was not to grant it.
    """
    row = locked(decision.candidacy)
    if row.state == CandidacyState.ISSUED:
        return row.award
    if not decision.is_granted:
        raise ElsewhereError
    old = Award.objects.select_for_update().standing().filter(
        person=row.person, level=row.level
    ).first()  # fmt: skip
    award = write_certificate(row, decision, old, now)
    _close(row, CandidacyState.ISSUED, now)
    tell(
        AwardIssued,
        award,
        actor=decision.decided_by_id,
        now=now,
        holder=row.person_id,
        level=row.level_id,
        rank=row.level.rank,
        expires_on=award.expires_on,
    )
    # A renewal is none: the level was reached before.
    tell_activity(CERTIFIED, Target.of(award.level), person=row.person_id, now=now)
    return award


def _close(row: Candidacy, state: CandidacyState, now: datetime) -> None:
    row.state, row.closed_at = state, now
    row.save(update_fields=["state", "closed_at"])
    nothing_waits(CandidacyOpened, row.pk, now=now)
    nothing_waits(CandidacyProposed, row.pk, now=now)


def _check_stage(row: Candidacy, user: Any) -> None:
    if row.state not in UNDER_WAY:
        raise ElsewhereError
    if row.level.needs_second_person and row.proposed_by_id in {None, user.pk}:
        raise FourEyesError


def write_decision(
    row: Candidacy, report: Report | None, user: Any, now: datetime, *, reason: str = ""
) -> Decision:
    """Write a decision with what was asked for and what was found."""
    day = localdate(now)
    basis = {
        "level": row.level.code,
        "version": row.version.number,
        "is_renewal": row.is_renewal_on(day),
        "day": day.isoformat(),
        "tree": row.tree_on(day),
        "found": [*report.basis] if report else [],
    }
    return Decision.objects.create(
        candidacy=row,
        is_granted=not reason,
        reason=reason,
        basis=basis,
        sha256=hash_of(basis),
        proposed_by=row.proposed_by,
        decided_by=user,
        decided_at=now,
    )


def write_certificate(
    row: Candidacy, decision: Decision, old: Award | None, now: datetime
) -> Award:
    """Write a certificate in the place of an old one, and tell nobody."""
    level, begins = row.level, localdate(now)
    is_renewed = row.is_renewal_on(begins)
    expires = expiry_day(level, begins, old if is_renewed else None)
    if old is not None:
        _replace(old, now)
    serial = f"{level.code}-{begins.year}-{row.pk:05d}".upper()
    snapshot = {
        "scheme": [level.scheme.name, level.scheme.name_en],
        "level": [level.name, level.name_en],
        "rank": level.rank,
        "version": row.version.number,
        "serial": serial,
        "valid_from": begins.isoformat(),
        "expires_on": expires.isoformat() if expires else None,
        "decision": decision.sha256,
    }
    return Award.objects.create(
        serial=serial,
        person=row.person,
        level=level,
        candidacy=row,
        decision=decision,
        issued_at=now,
        valid_from=begins,
        held_since=old.held_since if old and is_renewed else begins,
        expires_on=expires,
        renews_from=renewal_day(begins, expires, level.renewal_days),
        snapshot=snapshot,
        sha256=hash_of(snapshot),
    )


def _replace(old: Award, now: datetime) -> None:
    if old.mark == Mark.SUSPENDED:
        raise SuspendedError
    old.mark, old.marked_at = Mark.SUPERSEDED, now
    old.save(update_fields=["mark", "marked_at"])


def expiry_day(level: Level, begins: date, renewed: Award | None) -> date | None:
    """Return the last day; whoever renews in time loses nothing of the old one."""
    if not level.validity_months:
        return None
    if renewed is not None and renewed.expires_on is not None:
        return after_months(renewed.expires_on, level.validity_months)
    return after_months(begins, level.validity_months) - timedelta(days=1)


def renewal_day(begins: date, expires: date | None, days: int) -> date | None:
    """Return from when it may be renewed: never before it began."""
    return None if expires is None else max(begins, expires - timedelta(days=days))


def after_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of a shorter month."""
    year, month = divmod(day.year * MONTHS_OF_YEAR + day.month - 1 + months, MONTHS_OF_YEAR)  # fmt: skip
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))

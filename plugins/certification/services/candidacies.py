"""On the way to a level: applied, signed off, proposed, withdrawn."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from lms.events import tell
from lms.notifications import nothing_waits
from plugins.certification.enums import UNDER_WAY, CandidacyState, Mark
from plugins.certification.events import CandidacyOpened, CandidacyProposed
from plugins.certification.exceptions import (
    ElsewhereError,
    HeldAlreadyError,
    NotMetError,
    NotOfferedError,
    SuspendedError,
)
from plugins.certification.models import (
    Award,
    Candidacy,
    Level,
    LevelVersion,
    SignOff,
    SignOffTopic,
)
from plugins.certification.services.evaluating import report_of
from plugins.certification.services.people import (
    PROPOSE,
    SIGN_OFF,
    check_about_another,
    check_is_here,
    reason_of,
)


def apply_for(*, level: Level, person: Any, now: datetime) -> Candidacy:
    """Let somebody begin the way to a level, or its renewal; safe to repeat.

    Raises NotOfferedError, HeldAlreadyError, SuspendedError, and LeftError.
    """
    check_is_here(person, now)
    version = LevelVersion.objects.offered().filter(level=level).first()
    if version is None:
        raise NotOfferedError
    standing = Award.objects.of(person).standing().filter(level=level).first()
    renews = _to_renew(standing, localdate(now))
    return open_candidacy(person=person, version=version, renews=renews, now=now)


def _to_renew(award: Award | None, today: date) -> Award | None:
    """Return the certificate that would be renewed; none where an old one has expired."""
    if award is None:
        return None
    if award.mark == Mark.SUSPENDED:
        raise SuspendedError
    if not award.is_held_on(today):
        return None
    if award.renews_from is None or today < award.renews_from:
        raise HeldAlreadyError
    return award


def open_candidacy(
    *, person: Any, version: LevelVersion, renews: Award | None, now: datetime
) -> Candidacy:
    """Open a candidacy, or return the one that is under way."""
    rows = Candidacy.objects.filter(person=person, level=version.level_id)
    try:
        with transaction.atomic():
            row = Candidacy.objects.create(
                person=person,
                level_id=version.level_id,
                version=version,
                renews=renews,
                opened_at=now,
            )
            tell(
                CandidacyOpened,
                row,
                actor=person.pk,
                now=now,
                level=version.level_id,
                is_renewal=renews is not None,
            )
    except IntegrityError:  # somebody clicked twice, or was opened a renewal meanwhile
        return rows.under_way().get()
    return row


@transaction.atomic
def withdraw(*, candidacy: Candidacy, user: Any, now: datetime) -> None:
    """Give one's own candidacy up; safe to repeat.

    Raises PermissionDenied, and ElsewhereError for one that was decided.
    """
    row = locked(candidacy)
    if row.person_id != user.pk:
        raise PermissionDenied
    if row.state == CandidacyState.WITHDRAWN:
        return
    if row.state not in UNDER_WAY:
        raise ElsewhereError
    row.state, row.closed_at = CandidacyState.WITHDRAWN, now
    row.save(update_fields=["state", "closed_at"])
    nothing_waits(CandidacyOpened, row.pk, now=now)
    nothing_waits(CandidacyProposed, row.pk, now=now)


@transaction.atomic
def propose(*, candidacy: Candidacy, user: Any, now: datetime) -> None:
    """Say that all is met, so that somebody decides.

    Raises PermissionDenied, OwnCaseError, LeftError, ElsewhereError, NotMetError.
    """
    row = locked(candidacy)
    check_about_another(user=user, right=PROPOSE, person=row.person)
    check_is_here(row.person, now)
    if row.state != CandidacyState.OPEN:
        raise ElsewhereError
    report = report_of(row, localdate(now))
    if not report.is_met:
        raise NotMetError(report.missing)
    row.state, row.proposed_by, row.proposed_at = CandidacyState.PROPOSED, user, now
    row.save(update_fields=["state", "proposed_by", "proposed_at"])
    nothing_waits(CandidacyOpened, row.pk, now=now)
    tell(
        CandidacyProposed,
        row,
        actor=user.pk,
        now=now,
        key=f"{row.pk}:{now.isoformat()}",
        candidate=row.person_id,
    )


@transaction.atomic
def send_back(*, candidacy: Candidacy, user: Any, now: datetime) -> None:
    """Take a proposal back: more is to be collected.

    Raises PermissionDenied, OwnCaseError, and ElsewhereError.
    """
    row = locked(candidacy)
    check_about_another(user=user, right=PROPOSE, person=row.person)
    if row.state != CandidacyState.PROPOSED:
        raise ElsewhereError
    row.state, row.proposed_by, row.proposed_at = CandidacyState.OPEN, None, None
    row.save(update_fields=["state", "proposed_by", "proposed_at"])
    nothing_waits(CandidacyProposed, row.pk, now=now)


@transaction.atomic
def sign_off(
    *, person: Any, topic: SignOffTopic, note: str, user: Any, now: datetime
) -> SignOff:
    """Say that somebody was seen to be able to do something.

    The same on the same day is written once. Raises PermissionDenied, OwnCaseError,
    LeftError, and ReasonMissingError without a word on what was seen.
    """
    check_about_another(user=user, right=SIGN_OFF, person=person)
    check_is_here(person, now)
    seen = reason_of(note)
    today = localdate(now)
    known = {"person": person, "topic": topic, "signed_on": today, "signed_by": user}
    same = SignOff.objects.standing().filter(**known, note=seen).first()
    return same or SignOff.objects.create(**known, note=seen, created_at=now)


@transaction.atomic
def take_back(*, sign_off: SignOff, user: Any, reason: str, now: datetime) -> SignOff:
    """Counter a sign-off, with a reason; safe to repeat.

    Raises PermissionDenied, OwnCaseError, and ReasonMissingError.
    """
    check_about_another(user=user, right=SIGN_OFF, person=sign_off.person)
    row, _is_new = SignOff.objects.get_or_create(
        counters=sign_off,
        defaults={
            "person": sign_off.person,
            "topic": sign_off.topic,
            "signed_on": localdate(now),
            "note": reason_of(reason),
            "signed_by": user,
            "created_at": now,
        },
    )
    return row


def locked(candidacy: Candidacy) -> Candidacy:
    """Return the row, so that two people decide one after the other."""
    rows = Candidacy.objects.select_for_update(of=("self",))
    return rows.select_related("person", "renews").get(pk=candidacy.pk)

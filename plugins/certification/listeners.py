from lms.events import Event, listen
from lms.notifications import notify_of, people_of
from plugins.certification.enums import CandidacyState
from plugins.certification.events import (
    AwardExpiring,
    AwardIssued,
    AwardResumed,
    AwardRevoked,
    AwardSuspended,
    CandidacyOpened,
    CandidacyProposed,
    CandidacyRejected,
)
from plugins.certification.models import Award, Candidacy, Decision
from plugins.certification.services.people import DECIDE, SIGN_OFF, who_may


@listen(CandidacyOpened)
def tell_signers(event: CandidacyOpened) -> None:
    """Tell those who sign off that somebody is on the way; of renewals they need not know."""
    rows = Candidacy.objects.under_way().filter(pk=event.target.key)
    if not event.is_renewal and rows.exists():
        notify_of(event, who_may(SIGN_OFF).exclude(pk=event.actor_id))


@listen(CandidacyProposed)
def tell_deciders(event: CandidacyProposed) -> None:
    """Tell those who decide, but whoever proposed it and the candidate."""
    rows = Candidacy.objects.filter(state=CandidacyState.PROPOSED)
    if rows.filter(pk=event.target.key).exists():
        others = who_may(DECIDE).exclude(pk__in=[event.actor_id or 0, event.candidate or 0])  # fmt: skip
        notify_of(event, others)


@listen(CandidacyRejected)
def tell_candidate(event: CandidacyRejected) -> None:
    """Tell the candidate why not."""
    decision = Decision.objects.filter(candidacy=int(event.target.key)).first()
    reason = decision.reason if decision else ""
    notify_of(event, people_of(event.candidate), reason=reason)


@listen(AwardIssued)
def tell_holder(event: AwardIssued) -> None:
    """Tell somebody of a certificate."""
    notify_of(event, people_of(event.holder))


@listen(AwardExpiring)
def tell_of_expiry(event: AwardExpiring) -> None:
    """Tell a holder that a certificate expires."""
    award = Award.objects.filter(pk=event.target.key).first()
    if award is not None and award.expires_on is not None:
        day = award.expires_on.isoformat()
        notify_of(event, people_of(event.holder), day=day)


@listen(AwardSuspended)
def tell_of_suspension(event: AwardSuspended) -> None:
    """Tell a holder that a certificate does not count for now, and why."""
    _tell_of_mark(event, event.holder)


@listen(AwardResumed)
def tell_of_resumption(event: AwardResumed) -> None:
    """Tell a holder that it counts again."""
    notify_of(event, people_of(event.holder))


@listen(AwardRevoked)
def tell_of_revocation(event: AwardRevoked) -> None:
    """Tell a holder that a certificate is gone, and why."""
    _tell_of_mark(event, event.holder)


def _tell_of_mark(event: Event, holder: int | None) -> None:
    award = Award.objects.filter(pk=event.target.key).first()
    reason = award.mark_reason if award else ""
    notify_of(event, people_of(holder), reason=reason)

"""The way of a case to its readers: handed in, confirmed as anonymous, reviewed, out."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from knowledge_base.enums import ContributionKind
from knowledge_base.services.contributions import Credit, record_contribution
from lms.detector import Hit, find_personal_data
from lms.events import Target, tell
from lms.events.host import tell_activity
from lms.notifications import nothing_waits
from plugins.case_studies.enums import CaseState
from plugins.case_studies.events import SHARED, CasePublished, CaseShared
from plugins.case_studies.exceptions import (
    ChangedMeanwhileError,
    IncompleteError,
    PersonalDataError,
    WrongStateError,
)
from plugins.case_studies.models import CasePage, CaseRecord
from plugins.case_studies.services.drafts import draft_of
from plugins.case_studies.services.records import (
    CHECK,
    REVIEW,
    locked_record,
    move,
    own_record,
    record_for_another,
)


@transaction.atomic
def share_case(*, case: CasePage, user: Any, now: datetime) -> None:
    """Hand a draft in, so that somebody else looks whether it is anonymous.

    Safe to repeat. Raises PermissionDenied for somebody else's, WrongStateError, and
    IncompleteError when it does not say what happened.
    """
    record = own_record(case, user)
    if record.state != CaseState.DRAFT:
        raise WrongStateError
    draft = draft_of(case)
    if not draft.summary.strip():
        raise IncompleteError(["summary"])
    if record.is_waiting:
        return
    is_first = record.shared_at is None
    record.shared_at, record.reason = now, ""
    record.save()
    tell(
        CaseShared,
        case,
        actor=user.pk,
        now=now,
        key=f"{case.pk}:{record.returns}",
        case_kind=str(draft.kind),
    )
    if is_first:
        tell_activity(SHARED, Target.of(case), person=user.pk, now=now)


@transaction.atomic
def confirm_anonymous(
    *, case: CasePage, user: Any, seen: str, has_looked: bool, now: datetime
) -> None:
    """Confirm that nobody can be recognised; a second person does.

    `seen` is the `look` of the case that the person had before them. Raises
    PermissionDenied, SecondPersonError for the author, WrongStateError,
    ChangedMeanwhileError when the author wrote on, and PersonalDataError while there
    are files or hits of which nobody has said that they are harmless.
    """
    record = record_for_another(case, user, CHECK)
    if not record.is_waiting:
        raise WrongStateError
    draft = draft_of(case)
    if draft.look != seen:
        raise ChangedMeanwhileError
    is_doubtful = case.files.exists() or hits_in(draft.texts.values())
    if is_doubtful and not has_looked:
        raise PersonalDataError
    record.checked_by, record.checked_at = user, now
    record.checked_hash = draft.text_hash
    move(record, user, CaseState.ANONYMISED)
    nothing_waits(CaseShared, case.pk, now=now)


@transaction.atomic
def submit_case(*, case: CasePage, user: Any) -> None:
    """Hand an anonymous case in for review: the author, or whoever reviews.

    Raises PermissionDenied, WrongStateError, and IncompleteError without all lenses.
    """
    record = locked_record(case)
    if record.shared_by_id != user.pk and not user.has_perm(REVIEW):
        raise PermissionDenied
    if record.state != CaseState.ANONYMISED:
        raise WrongStateError
    _refuse_gaps(draft_of(case))
    move(record, user, CaseState.IN_REVIEW)


@transaction.atomic
def publish_case(*, case: CasePage, user: Any, now: datetime) -> None:
    """Publish a reviewed case, and credit whoever shared it.

    Raises PermissionDenied, SecondPersonError for the author, WrongStateError,
    IncompleteError, and PersonalDataError when the text is not the one that was
    confirmed as anonymous.
    """
    record = record_for_another(case, user, REVIEW)
    if record.state != CaseState.IN_REVIEW:
        raise WrongStateError
    draft = draft_of(case)
    _refuse_gaps(draft)
    if draft.text_hash != record.checked_hash:
        raise PersonalDataError
    is_first = record.published_at is None
    record.decided_by, record.published_at = user, record.published_at or now
    move(record, user, CaseState.PUBLISHED)
    draft.latest_revision.publish(user=user, skip_permission_checks=True)
    if is_first:
        _credit(draft, record, user, now)


def hits_in(texts: Iterable[str]) -> list[Hit]:
    """Return all that looks like personal data in several texts."""
    return [hit for text in texts for hit in find_personal_data(text)]


def _refuse_gaps(draft: CasePage) -> None:
    if missing := draft.missing:
        raise IncompleteError(missing)


def _credit(case: CasePage, record: CaseRecord, user: Any, now: datetime) -> None:
    size = sum(map(len, case.texts.values()))
    credit = Credit(
        actor=record.shared_by,
        kind=ContributionKind.AUTHORED,
        key=f"lms_case_studies.case:{case.pk}",
        size=size,
        recorded_by=user,
    )
    record_contribution(credit, now=now)
    tell(
        CasePublished,
        case,
        actor=record.shared_by_id,
        now=now,
        case_kind=str(case.kind),
        decided_by=user.pk,
    )

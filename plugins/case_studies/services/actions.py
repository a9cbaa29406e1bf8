"""What is changed because of a case: asked for, done, verified; then a case closes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from knowledge_base.models import KnowledgeItem
from lms.events import Target, tell
from lms.events.host import tell_activity
from lms.notifications import nothing_waits
from plugins.case_studies.enums import ActionState, CaseState
from plugins.case_studies.events import (
    ADOPTED,
    VERIFIED,
    ActionAssigned,
    ActionFinished,
    ActionVerified,
    CaseAdopted,
)
from plugins.case_studies.exceptions import (
    ReasonMissingError,
    SecondPersonError,
    UnverifiedActionsError,
    WrongStateError,
)
from plugins.case_studies.models import CaseAction, CasePage
from plugins.case_studies.services.records import REVIEW, locked_record, record_for

ASK = "lms_case_studies.add_caseaction"


@dataclass(frozen=True, kw_only=True)
class NewAction:
    """What is to be done, by whom and by when."""

    title: str
    owner: Any
    due_on: date
    target: str
    item: KnowledgeItem | None = None
    other: str = ""


@transaction.atomic
def add_action(
    *, case: CasePage, user: Any, action: NewAction, now: datetime
) -> CaseAction:
    """Ask for something to be changed because of a case that is published.

    Raises PermissionDenied, and WrongStateError for other cases.
    """
    record = locked_record(case)
    if not (user.has_perm(ASK) or record.shared_by_id == user.pk):
        raise PermissionDenied
    if record.state != CaseState.PUBLISHED or record.closed_at is not None:
        raise WrongStateError
    row = CaseAction.objects.create(
        page=case,
        title=action.title,
        owner=action.owner,
        due_on=action.due_on,
        target=action.target,
        item=action.item,
        other=action.other,
        created_by=user,
        created_at=now,
    )
    tell(
        ActionAssigned,
        case,
        actor=user.pk,
        now=now,
        key=str(row.pk),
        action=row.pk,
        owner=action.owner.pk,
    )
    return row


@transaction.atomic
def start_action(*, action: CaseAction, user: Any) -> None:
    """Say that one is at it; safe to repeat. Raises PermissionDenied, WrongStateError."""
    row = _own(action, user)
    if row.state == ActionState.DOING:
        return
    if row.state != ActionState.OPEN:
        raise WrongStateError
    row.state = ActionState.DOING
    row.save()


@transaction.atomic
def finish_action(*, action: CaseAction, user: Any, result: str, now: datetime) -> None:
    """Say what was done; the version of the item that came of it is kept with it.

    Raises PermissionDenied, WrongStateError, and ReasonMissingError without a result.
    """
    row = _own(action, user)
    if not row.is_unfinished:
        raise WrongStateError
    if not result.strip():
        raise ReasonMissingError
    row.state, row.result, row.done_at, row.reason = (
        ActionState.DONE,
        result.strip(),
        now,
        "",
    )
    content: Any = row.item and row.item.content
    if content is not None:
        row.revision = content.live_revision or content.latest_revision
    row.save()
    tell(
        ActionFinished,
        row.page,
        actor=user.pk,
        now=now,
        key=f"{row.pk}:{now.isoformat()}",
        action=row.pk,
    )


@transaction.atomic
def verify_action(*, action: CaseAction, user: Any, now: datetime) -> None:
    """Find it done; the first of a case says that the case was adopted.

    Whoever shared the case may find so, but does not adopt it by that.

    Raises PermissionDenied, SecondPersonError for the owner, and WrongStateError.
    """
    row = _for_another(action, user)
    row.state, row.verified_by, row.verified_at = ActionState.VERIFIED, user, now
    row.save()
    nothing_waits(ActionFinished, row.pk, now=now)
    tell(
        ActionVerified,
        row.page,
        actor=row.owner_id,
        now=now,
        key=str(row.pk),
        action=row.pk,
        verified_by=user.pk,
    )
    tell_activity(VERIFIED, Target.of(row), person=row.owner_id, now=now)
    _adopt(row.page, user, now)


@transaction.atomic
def return_action(*, action: CaseAction, user: Any, reason: str, now: datetime) -> None:
    """Give it back to its owner, with a reason.

    Raises PermissionDenied, SecondPersonError, WrongStateError, ReasonMissingError.
    """
    row = _for_another(action, user)
    if not reason.strip():
        raise ReasonMissingError
    row.state, row.reason, row.done_at = ActionState.DOING, reason.strip(), None
    row.save()
    nothing_waits(ActionFinished, row.pk, now=now)


@transaction.atomic
def close_case(*, case: CasePage, user: Any, now: datetime) -> None:
    """Close a case: nothing is left to be changed. Safe to repeat.

    Raises PermissionDenied, WrongStateError for one that is not published, and
    UnverifiedActionsError while an action is left, or none was ever taken.
    """
    record = record_for(case, user, REVIEW)
    if record.state != CaseState.PUBLISHED:
        raise WrongStateError
    if record.closed_at is not None:
        return
    if case.actions.unfinished().exists() or not case.actions.exists():
        raise UnverifiedActionsError
    record.closed_at, record.closed_by = now, user
    record.save()


def _adopt(case: CasePage, user: Any, now: datetime) -> None:
    record = locked_record(case)
    author = record.shared_by_id
    if record.adopted_at is not None or author == user.pk:
        return
    record.adopted_at = now
    record.save()
    tell(CaseAdopted, case, actor=author, now=now, case_kind=str(case.kind))
    tell_activity(ADOPTED, Target.of(case), person=author, now=now)


def _own(action: CaseAction, user: Any) -> CaseAction:
    row = CaseAction.objects.select_for_update().get(pk=action.pk)
    if row.owner_id != user.pk:
        raise PermissionDenied
    return row


def _for_another(action: CaseAction, user: Any) -> CaseAction:
    row = CaseAction.objects.select_for_update().get(pk=action.pk)
    if not user.has_perm(ASK):
        raise PermissionDenied
    if row.owner_id == user.pk:
        raise SecondPersonError
    if row.state != ActionState.DONE:
        raise WrongStateError
    return row

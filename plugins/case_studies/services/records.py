"""The record of a case: who may touch it, what is noted when it moves."""

from typing import Any

from django.core.exceptions import PermissionDenied
from wagtail.log_actions import log

from plugins.case_studies.enums import CaseState
from plugins.case_studies.exceptions import SecondPersonError
from plugins.case_studies.models import CasePage, CaseRecord

CHECK = "lms_case_studies.check_caserecord"
REVIEW = "lms_case_studies.review_caserecord"
MOVED = "lms_case_studies.move_case"


def locked_record(case: CasePage) -> CaseRecord:
    """Return the record, so that two people decide one after the other."""
    return CaseRecord.objects.select_for_update().get(page_id=case.pk)


def record_for(case: CasePage, user: Any, right: str) -> CaseRecord:
    """Return the locked record to somebody with a right; raises PermissionDenied."""
    record = locked_record(case)
    if not user.has_perm(right):
        raise PermissionDenied
    return record


def record_for_another(case: CasePage, user: Any, right: str) -> CaseRecord:
    """Return the locked record to a second person with a right.

    Raises PermissionDenied, and SecondPersonError for the author.
    """
    record = record_for(case, user, right)
    if record.shared_by_id == user.pk:
        raise SecondPersonError
    return record


def own_record(case: CasePage, user: Any) -> CaseRecord:
    """Return the locked record to whoever shared the case; raises PermissionDenied."""
    record = locked_record(case)
    if record.shared_by_id != user.pk:
        raise PermissionDenied
    return record


def move(record: CaseRecord, user: Any, state: CaseState, **more: str) -> None:
    """Bring a case to another stage, and write that into its history."""
    record.state = state
    record.save()
    data = {"state": str(state), **more}
    log(instance=record.page, action=MOVED, user=user, data=data)

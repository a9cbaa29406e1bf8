"""The record of a case: who may touch it, what is noted when it moves."""

from typing import Any

from wagtail.log_actions import log

from plugins.case_studies.models import CasePage, CaseRecord

CHECK = "lms_case_studies.check_caserecord"
REVIEW = "lms_case_studies.review_caserecord"
MOVED = "lms_case_studies.move_case"


def locked_record(case: CasePage) -> CaseRecord:
    """Return the record, so that two people decide one after the other."""
    return CaseRecord.objects.select_for_update().get(page_id=case.pk)


def note_move(case: CasePage, user: Any, state: str, **more: str) -> None:
    """Write into the history of a case that it came to another stage."""
    log(instance=case, action=MOVED, user=user, data={"state": str(state), **more})

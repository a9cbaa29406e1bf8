"""Issues that cohorts raise: collected, decided, carried over into the next plan."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from plugins.courses.enums import IssueState
from plugins.courses.exceptions import IssueStateError, ReasonNeededError
from plugins.courses.models import ClassSession, Cohort, CohortIssue, IssueStep
from plugins.courses.services.classes.notices import ISSUE_DECIDED, ISSUE_RAISED, tell

OPEN, TAKEN_UP = IssueState.OPEN, IssueState.TAKEN_UP
PLANNED, DECLINED = IssueState.PLANNED, IssueState.DECLINED
_BEFORE = {
    TAKEN_UP: {OPEN},
    DECLINED: {OPEN, TAKEN_UP},
    PLANNED: {OPEN, TAKEN_UP},
    OPEN: {TAKEN_UP, PLANNED, DECLINED},
}
"""From which states an issue comes into each; back to open takes a decision back."""


@transaction.atomic
def raise_issue(
    *, cohort: Cohort, session: ClassSession | None, text: str, user: Any, now: datetime
) -> CohortIssue:
    """Keep what somebody brings up in a cohort, and tell its trainers.

    The same by the same person is kept once while it is undecided. Raises
    ReasonNeededError for nothing.
    """
    text = text.strip()
    if not text:
        raise ReasonNeededError
    Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    own = CohortIssue.objects.waiting().filter(cohort=cohort, raised_by=user, text=text)
    known = own.first()
    if known is not None:
        return known
    issue = CohortIssue.objects.create(
        cohort=cohort, session=session, text=text, raised_by=user, raised_at=now
    )
    trainers = cohort.trainers.exclude(pk=user.pk)
    tell(ISSUE_RAISED, trainers, issue, now, stamp="raised")
    return issue


@transaction.atomic
def decide_issue(
    *, issue: CohortIssue, state: IssueState, user: Any, reason: str, now: datetime
) -> None:
    """Keep an issue for the next plan, decline it, or take a decision back.

    Whoever raised it is told. Raises PermissionDenied for who does not run the cohort,
    ReasonNeededError to decline, and IssueStateError where somebody was quicker.
    """
    if not Cohort.objects.run_by(user).filter(pk=issue.cohort_id).exists():
        raise PermissionDenied
    if state == DECLINED and not reason.strip():
        raise ReasonNeededError
    row = CohortIssue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
    if row.state not in _BEFORE[state]:
        raise IssueStateError
    _step(row, state, user, now, reason=reason)


@transaction.atomic
def carry_over(
    *, cohort: Cohort, issues: Iterable[CohortIssue], user: Any, now: datetime
) -> int:
    """Put issues into the plan of a cohort that one runs; return how many are new there.

    Raises PermissionDenied. What somebody decided otherwise meanwhile is left.
    """
    if not Cohort.objects.run_by(user).filter(pk=cohort.pk).exists():
        raise PermissionDenied
    rows = CohortIssue.objects.visible_for(user).select_for_update(of=("self",))
    wanted = rows.carried().filter(pk__in=[each.pk for each in issues]).order_by("pk")
    carried = [*wanted]
    for row in carried:
        row.planned_in = cohort
        _step(row, PLANNED, user, now, reason=cohort.title)
    return len(carried)


def _step(
    row: CohortIssue, state: IssueState, user: Any, now: datetime, *, reason: str
) -> None:
    row.state = state
    if state != PLANNED:
        row.planned_in = None
    row.save(update_fields=["state", "planned_in"])
    step = IssueStep.objects.create(
        issue=row, after=state, reason=reason.strip(), by=user, at=now
    )
    if row.raised_by is not None and row.raised_by_id != user.pk:
        words = {"state": str(state), "reason": step.reason}
        tell(ISSUE_DECIDED, [row.raised_by], row, now, stamp=str(step.pk), **words)

"""The plan for one person: steps that are added, ticked off, and taken away again."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from knowledge_base.models.periods import site_day
from plugins.mentoring.exceptions import EmptyError, OverError
from plugins.mentoring.models import KEEP, Pair, Step


def may_plan(pair: Pair, user: Any) -> bool:
    """Tell whether somebody writes the plan: the mentor, and who keeps pairs."""
    is_other = user.pk != pair.apprentice_id
    return is_other and (user.pk == pair.mentor_id or user.has_perm(KEEP))


@transaction.atomic
def add_step(*, pair: Pair, user: Any, text: str, due_on: date | None) -> Step:
    """Add a step; the same words once."""
    _check(pair, user)
    if not text.strip():
        raise EmptyError
    step, _is_new = Step.objects.get_or_create(
        pair=pair, text=text.strip(), defaults={"due_on": due_on}
    )
    return step


@transaction.atomic
def tick(*, step: Step, user: Any, is_done: bool, now: datetime) -> None:
    """Tick a step off, or take that back."""
    _check(step.pair, user)
    if (step.done_on is not None) == is_done:
        return
    step.done_on = site_day(now) if is_done else None
    step.done_by = user if is_done else None
    step.save(update_fields=["done_on", "done_by"])


@transaction.atomic
def remove_step(*, step: Step, user: Any) -> None:
    """Take away a step that is not done."""
    _check(step.pair, user)
    if step.done_on is None:
        step.delete()


def _check(pair: Pair, user: Any) -> None:
    if not may_plan(pair, user):
        raise PermissionDenied
    if not pair.is_running:
        raise OverError

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend

from lms.events import Event, listen
from lms.notifications import notify
from plugins.case_studies.enums import ActionState
from plugins.case_studies.events import (
    ActionAssigned,
    ActionFinished,
    ActionVerified,
    CasePublished,
    CaseReturned,
    CaseShared,
)
from plugins.case_studies.models import CaseAction, CasePage
from plugins.case_studies.services.actions import ASK
from plugins.case_studies.services.records import CHECK


@listen(CaseShared)
def tell_checkers(event: CaseShared) -> None:
    """Tell those who may check that a case waits, unless somebody was quicker."""
    if CasePage.objects.waiting().filter(pk=event.target.key).exists():
        _tell_others(event, CHECK)


@listen(ActionFinished)
def tell_verifiers(event: ActionFinished) -> None:
    """Tell those who may verify an action, while it waits and its case is out."""
    waiting = CaseAction.objects.filter(pk=event.action, state=ActionState.DONE)
    if waiting.filter(page__live=True).exists():
        _tell_others(event, ASK)


@listen(CasePublished)
def tell_author(event: CasePublished) -> None:
    """Tell whoever shared a case that it is published."""
    _tell(event, event.actor_id)


@listen(CaseReturned)
def tell_author_of_return(event: CaseReturned) -> None:
    """Tell whoever shared a case that it came back."""
    _tell(event, event.shared_by)


@listen(ActionAssigned)
def tell_owner(event: ActionAssigned) -> None:
    """Tell whoever is to do something; who asks oneself knows it."""
    if event.owner != event.actor_id:
        _tell(event, event.owner)


@listen(ActionVerified)
def tell_doer(event: ActionVerified) -> None:
    """Tell whoever did it that it is verified."""
    _tell(event, event.actor_id)


def _tell(event: Event, person: int | None) -> None:
    recipient: Any = get_user_model()._default_manager.filter(pk=person or 0).first()
    if recipient is not None:
        _notify(event, recipient)


def _tell_others(event: Event, right: str) -> None:
    """Tell all who have a right, as far as they may read it, but not whoever did it."""
    people = ModelBackend().with_perm(right, include_superusers=False)
    for person in people.exclude(pk=event.actor_id).select_related("staff_profile"):
        _notify(event, person)


def _notify(event: Event, recipient: Any) -> None:
    notify(
        kind=event.name,
        recipient=recipient,
        target=event.target,
        key=event.key,
        now=event.occurred_at,
    )

from typing import Any

from django.contrib.auth import get_user_model

from lms.events import Event, listen
from lms.notifications import notify
from plugins.case_studies.events import (
    ActionAssigned,
    ActionVerified,
    CasePublished,
    CaseReturned,
)


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
        notify(
            kind=event.name,
            recipient=recipient,
            target=event.target,
            key=event.key,
            now=event.occurred_at,
        )

from lms.events import listen
from lms.notifications import holders_of, notify_of, people_of
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
        notify_of(event, holders_of(CHECK).exclude(pk=event.actor_id))


@listen(ActionFinished)
def tell_verifiers(event: ActionFinished) -> None:
    """Tell those who may verify an action, while it waits and its case is out."""
    waiting = CaseAction.objects.filter(pk=event.action, state=ActionState.DONE)
    if waiting.filter(page__live=True).exists():
        notify_of(event, holders_of(ASK).exclude(pk=event.actor_id))


@listen(CasePublished)
def tell_author(event: CasePublished) -> None:
    """Tell whoever shared a case that it is published."""
    notify_of(event, people_of(event.actor_id))


@listen(CaseReturned)
def tell_author_of_return(event: CaseReturned) -> None:
    """Tell whoever shared a case that it came back."""
    notify_of(event, people_of(event.shared_by))


@listen(ActionAssigned)
def tell_owner(event: ActionAssigned) -> None:
    """Tell whoever is to do something; who asks oneself knows it."""
    if event.owner != event.actor_id:
        notify_of(event, people_of(event.owner))


@listen(ActionVerified)
def tell_doer(event: ActionVerified) -> None:
    """Tell whoever did it that it is verified."""
    notify_of(event, people_of(event.actor_id))

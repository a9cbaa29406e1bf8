from typing import Any

from django.contrib.auth import get_user_model

from lms.events import Event, listen
from lms.events.host import ActivityDone
from lms.notifications import notify
from plugins.surveys.events import FollowUpAssigned, FollowUpOpened, WaveOpened
from plugins.surveys.models import FollowUp, Invitation
from plugins.surveys.services.follow_ups import who_handles
from plugins.surveys.services.trainings import keep_training


@listen(ActivityDone)
def keep_trainings(event: ActivityDone) -> None:
    """Keep what staff were trained in, from whichever plugin tells it."""
    keep_training(
        activity=event.activity,
        person=event.actor_id,
        key=event.key,
        done_at=event.occurred_at,
    )


@listen(WaveOpened)
def tell_invited(event: WaveOpened) -> None:
    """Tell those who are asked, as far as they have not answered."""
    waiting = Invitation.objects.filter(wave__pk=event.target.key, has_answered=False)
    for invitation in waiting.select_related("person__staff_profile"):
        _notify(event, invitation.person)


@listen(FollowUpOpened)
def tell_owner(event: FollowUpOpened) -> None:
    """Tell the owner; without one, those who look after what customers say."""
    if event.owner:
        _tell(event, event.owner)
    elif FollowUp.objects.filter(voice__pk=event.target.key, owner=None).exists():
        for person in who_handles().exclude(pk=event.actor_id):
            _notify(event, person)


@listen(FollowUpAssigned)
def tell_new_owner(event: FollowUpAssigned) -> None:
    """Tell whoever got it; who takes it knows."""
    if event.owner != event.actor_id:
        _tell(event, event.owner)


def _tell(event: Event, person: int | None) -> None:
    found: Any = get_user_model()._default_manager.filter(pk=person or 0).first()
    if found is not None:
        _notify(event, found)


def _notify(event: Event, recipient: Any) -> None:
    notify(
        kind=event.name,
        recipient=recipient,
        target=event.target,
        key=event.key,
        now=event.occurred_at,
    )

from lms.events import listen
from lms.notifications import holders_of, notify_of, people_of
from plugins.surveys.events import FollowUpAssigned, FollowUpOpened, WaveOpened
from plugins.surveys.models import FollowUp, Invitation
from plugins.surveys.models.voice import HANDLE


@listen(WaveOpened)
def tell_invited(event: WaveOpened) -> None:
    """Tell those who are asked, as far as they have not answered."""
    waiting = Invitation.objects.filter(wave__pk=event.target.key, has_answered=False)
    notify_of(event, people_of(*waiting.values_list("person", flat=True)))


@listen(FollowUpOpened)
def tell_owner(event: FollowUpOpened) -> None:
    """Tell the owner; without one, those who look after what customers say."""
    if event.owner:
        notify_of(event, people_of(event.owner))
    elif FollowUp.objects.filter(voice__pk=event.target.key, owner=None).exists():
        notify_of(event, holders_of(HANDLE).exclude(pk=event.actor_id))


@listen(FollowUpAssigned)
def tell_new_owner(event: FollowUpAssigned) -> None:
    """Tell whoever got it; who takes it knows."""
    if event.owner != event.actor_id:
        notify_of(event, people_of(event.owner))

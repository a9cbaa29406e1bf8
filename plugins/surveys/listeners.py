from lms.events import listen
from lms.events.host import ActivityDone
from lms.notifications import notify_of, people_of
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
    notify_of(event, people_of(*waiting.values_list("person", flat=True)))


@listen(FollowUpOpened)
def tell_owner(event: FollowUpOpened) -> None:
    """Tell the owner; without one, those who look after what customers say."""
    if event.owner:
        notify_of(event, people_of(event.owner))
    elif FollowUp.objects.filter(voice__pk=event.target.key, owner=None).exists():
        notify_of(event, who_handles().exclude(pk=event.actor_id))


@listen(FollowUpAssigned)
def tell_new_owner(event: FollowUpAssigned) -> None:
    """Tell whoever got it; who takes it knows."""
    if event.owner != event.actor_id:
        notify_of(event, people_of(event.owner))

from lms.events import Event, listen
from lms.events.host import ActivityDone, ActivityRevoked
from lms.notifications import holders_of, notify_of, people_of
from plugins.recognition.enums import PraiseState
from plugins.recognition.events import (
    PraiseConfirmed,
    PraiseCorrected,
    PraiseDeclined,
    PraiseHidden,
    PraiseRegistered,
    StarAwarded,
    StarWithdrawn,
    StoryTold,
    ThanksGiven,
)
from plugins.recognition.models import CONFIRM, Praise
from plugins.recognition.services.praising import take_back_praise, take_in_praise


@listen(ActivityDone, ActivityRevoked)
def keep_praise(event: ActivityDone | ActivityRevoked) -> None:
    """Register praise from a customer, from whichever plugin tells it, or take it back."""
    if isinstance(event, ActivityRevoked):
        take_back_praise(event)
    else:
        take_in_praise(event)


@listen(ThanksGiven)
def tell_thanked(event: ThanksGiven) -> None:
    """Tell whoever was thanked, unless it was taken back meanwhile."""
    if Praise.objects.shown().filter(pk=event.target.key).exists():
        _tell(event, event.person)


@listen(PraiseRegistered)
def tell_confirmers(event: PraiseRegistered) -> None:
    """Tell those who may confirm it, as long as it waits."""
    row = Praise.objects.filter(pk=event.target.key, state=PraiseState.WAITING).first()
    if row is None:
        return
    concerned = {row.person_id, row.given_by_id} - {None}
    notify_of(event, holders_of(CONFIRM).exclude(pk__in=concerned))


@listen(PraiseConfirmed)
def tell_praised(event: PraiseConfirmed) -> None:
    """Tell whom a customer praised."""
    _tell(event, event.person)


@listen(PraiseDeclined)
def tell_registrar(event: PraiseDeclined) -> None:
    """Tell whoever wrote it down."""
    _tell(event, event.registered_by)


@listen(PraiseCorrected)
def tell_no_more_praised(event: PraiseCorrected) -> None:
    """Tell whom it praised before."""
    _tell(event, event.person)


@listen(PraiseHidden)
def tell_writer(event: PraiseHidden) -> None:
    """Tell whoever wrote it."""
    _tell(event, event.given_by)


@listen(StoryTold)
def ask_whom_it_is_about(event: StoryTold) -> None:
    """Ask whether the story may be shown."""
    _tell(event, event.person)


@listen(StarAwarded)
def tell_star(event: StarAwarded) -> None:
    """Tell the star; a team reads it on the wall."""
    _tell(event, event.person)


@listen(StarWithdrawn)
def tell_of_withdrawal(event: StarWithdrawn) -> None:
    """Tell whose star it was."""
    _tell(event, event.person)


def _tell(event: Event, key: int | None) -> None:
    """Tell somebody, but not whoever did it."""
    notify_of(event, people_of(key).exclude(pk=event.actor_id))

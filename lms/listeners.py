"""What the host does when something has happened: it tells people."""

from django.contrib.auth import get_user_model

from lms.events import listen
from lms.events.host import ApprovalDecided, GapAnswered
from lms.models import SearchWish
from lms.notifications import notify


@listen(GapAnswered)
def tell_those_who_asked(event: GapAnswered) -> None:
    """Tell everybody who looked in vain that there is an answer."""
    wishes = SearchWish.objects.filter(gap=int(event.target.key))
    asked = wishes.exclude(user=None).exclude(user=event.actor_id)
    people = get_user_model()._default_manager
    for person in people.filter(pk__in=asked.order_by().values_list("user")):
        notify(
            kind="lms.gap_answered",
            recipient=person,
            target=event.target,
            key=event.key,
            now=event.occurred_at,
        )


@listen(ApprovalDecided)
def tell_who_handed_it_in(event: ApprovalDecided) -> None:
    """Tell whoever wanted the approval, unless it was the same person."""
    if not event.requested_by:
        return
    people = get_user_model()._default_manager.filter(pk=event.requested_by)
    for person in people.exclude(pk=event.actor_id):
        notify(
            kind="lms.approval_decided",
            recipient=person,
            target=event.target,
            key=event.key,
            now=event.occurred_at,
            parameters={"is_approved": event.is_approved},
        )

"""What the host does when something has happened: it tells people."""

from django.contrib.auth import get_user_model
from django.db.models import Q

from lms.events import listen
from lms.events.host import ApprovalDecided, GapAnswered
from lms.models import SearchGap, SearchLog, SearchWish
from lms.notifications import notify
from lms.search.masking import masked


@listen(GapAnswered)
def tell_those_who_asked(event: GapAnswered) -> None:
    """Tell everybody who looked in vain that there is an answer."""
    people = get_user_model()._default_manager
    wished = SearchWish.objects.filter(gap=int(event.target.key)).order_by()
    searched = SearchLog.objects.filter(query=_query_of(event)).in_vain()
    asked = Q(pk__in=wished.values("user")) | Q(pk__in=searched.values("user"))
    for person in people.filter(asked).exclude(pk=event.actor_id):
        notify(
            kind="lms.gap_answered",
            recipient=person,
            target=event.target,
            key=event.key,
            now=event.occurred_at,
        )


def _query_of(event: GapAnswered) -> str:
    """Return how the log of searches has the query."""
    gap = SearchGap.objects.filter(pk=int(event.target.key)).first()
    return masked(gap.query) if gap else ""


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

from collections.abc import Iterable
from itertools import chain
from typing import Any

from lms.events import Event, listen
from lms.notifications import notify_of, people_of
from plugins.complaints.clocks import Level
from plugins.complaints.enums import Grade
from plugins.complaints.events import (
    ComplaintClosed,
    ComplaintGiven,
    ComplaintRegistered,
    ComplaintRegraded,
    ComplaintReopened,
)
from plugins.complaints.models import Complaint
from plugins.complaints.services.escalating import Chain


@listen(ComplaintRegistered)
def tell_of_new(event: ComplaintRegistered) -> None:
    """Tell the supervisor of what nobody handles yet, and all three levels of a risk."""
    row = _complaint(event)
    if row is None:
        return
    people = Chain(event.occurred_at).of(row)
    if event.grade == Grade.RISK:
        _tell(event, chain.from_iterable(people.values()))
    elif row.handler is None:
        _tell(event, people[Level.SUPERVISOR])


@listen(ComplaintRegraded)
def tell_of_risk(event: ComplaintRegraded) -> None:
    """Tell all three levels of what has become a risk, as of one that came in as such."""
    row = _complaint(event) if event.grade == Grade.RISK else None
    if row is not None:
        people = Chain(event.occurred_at).of(row)
        _tell(event, chain.from_iterable(people.values()))


@listen(ComplaintGiven)
def tell_given(event: ComplaintGiven) -> None:
    """Tell whoever handles it from now on, or the supervisor who names somebody."""
    row = _complaint(event)
    if row is None:
        return
    if event.handler:
        _tell(event, people_of(event.handler))
    else:
        _tell(event, Chain(event.occurred_at).of(row)[Level.SUPERVISOR])


@listen(ComplaintClosed)
def tell_closed(event: ComplaintClosed) -> None:
    """Tell whoever registered it: the customer may ask there."""
    row = _complaint(event)
    if row is not None:
        _tell(event, [row.registered_by])


@listen(ComplaintReopened)
def tell_reopened(event: ComplaintReopened) -> None:
    """Tell the handler and the supervisor."""
    row = _complaint(event)
    if row is not None:
        people = Chain(event.occurred_at).of(row)
        _tell(event, [*people[Level.HANDLER], *people[Level.SUPERVISOR]])


def _complaint(event: Event) -> Complaint | None:
    rows = Complaint.objects.select_related("handler__staff_profile", "registered_by__staff_profile")  # fmt: skip
    return rows.filter(pk=event.target.key).first()


def _tell(event: Event, people: Iterable[Any]) -> None:
    """Tell these people; who did it knows."""
    notify_of(event, [each for each in people if each and each.pk != event.actor_id])

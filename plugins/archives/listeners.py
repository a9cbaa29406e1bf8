from lms.events import Event, listen
from lms.notifications import notify_of, people_of
from plugins.archives.events import (
    ActionDone,
    ActionGiven,
    MonthFrozen,
    ReportHandedIn,
    RiskGiven,
)
from plugins.archives.services.risks import supervisor


@listen(MonthFrozen)
def tell_of_month(event: MonthFrozen) -> None:
    """Tell whoever supervises quality."""
    _tell_supervisor(event)


@listen(ReportHandedIn)
def tell_of_report(event: ReportHandedIn) -> None:
    """Tell whoever supervises quality."""
    _tell_supervisor(event)


@listen(ActionGiven)
def tell_owner_of_action(event: ActionGiven) -> None:
    """Tell who is to do it."""
    _tell(event, event.owner)


@listen(ActionDone)
def tell_giver(event: ActionDone) -> None:
    """Tell whoever made the review."""
    _tell(event, event.made_by)


@listen(RiskGiven)
def tell_owner_of_risk(event: RiskGiven) -> None:
    """Tell who watches it."""
    _tell(event, event.owner)


def _tell_supervisor(event: Event) -> None:
    person = supervisor()
    _tell(event, person.pk if person else None)


def _tell(event: Event, key: int | None) -> None:
    """Tell somebody, but not whoever did it."""
    notify_of(event, people_of(key).exclude(pk=event.actor_id))

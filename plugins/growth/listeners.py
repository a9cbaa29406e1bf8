from lms.events import Event, listen
from lms.notifications import holders_of, notify_of, people_of
from plugins.growth.events import (
    AssessorNamed,
    LevelsAgreed,
    PlanAgreed,
    PlanEnded,
    PlanShared,
    PlanWaits,
    RoundOpened,
    Settled,
    ToTalk,
)
from plugins.growth.models import READ


@listen(RoundOpened)
def tell_raters(event: RoundOpened) -> None:
    """Tell all who rate."""
    _tell(event, *event.people)


@listen(AssessorNamed)
def tell_assessor(event: AssessorNamed) -> None:
    """Tell whoever is to assess."""
    _tell(event, event.assessor)


@listen(ToTalk)
def tell_to_talk(event: ToTalk) -> None:
    """Tell the assessor that the two should talk."""
    _tell(event, event.assessor)


@listen(Settled)
def tell_settled(event: Settled) -> None:
    """Ask the person to agree."""
    _tell(event, event.person)


@listen(LevelsAgreed)
def tell_agreed(event: LevelsAgreed) -> None:
    """Tell both that the levels count."""
    _tell(event, event.person, event.assessor)


@listen(PlanWaits)
def tell_waiting(event: PlanWaits) -> None:
    """Tell the other one; where nobody leads the person, those who stand in."""
    if event.other is None:
        notify_of(event, holders_of(READ).exclude(pk=event.actor_id))
    else:
        _tell(event, event.other)


@listen(PlanAgreed)
def tell_plan_agreed(event: PlanAgreed) -> None:
    """Tell both that the plan runs."""
    _tell(event, event.person, event.partner)


@listen(PlanEnded)
def tell_plan_ended(event: PlanEnded) -> None:
    """Tell both that the plan has ended."""
    _tell(event, event.person, event.partner)


@listen(PlanShared)
def tell_shared(event: PlanShared) -> None:
    """Tell those who may read the plan from now on."""
    _tell(event, *event.people)


def _tell(event: Event, *keys: int | None) -> None:
    """Tell these people, but not whoever did it."""
    notify_of(event, people_of(*keys).exclude(pk=event.actor_id))

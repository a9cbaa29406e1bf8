from lms.events import Event, listen
from lms.notifications import notify_of, people_of
from plugins.performance.events import (
    BonusGiven,
    BonusObjected,
    MonthOpened,
    MonthPublished,
    ObjectionAnswered,
    PlanAccepted,
    PlanAsked,
    PlanHandedIn,
    PrizeWon,
    RatersNamed,
    SheetCorrected,
)
from plugins.performance.models import Rating, Sheet


@listen(MonthOpened)
def tell_raters(event: MonthOpened) -> None:
    """Tell each rater once that a month can be rated."""
    rows = Rating.objects.filter(sheet__month=int(event.target.key))
    notify_of(event, people_of(*rows.values_list("rater", flat=True).distinct()))


@listen(RatersNamed)
def tell_named(event: RatersNamed) -> None:
    """Tell who is to rate a team."""
    _tell(event, *event.raters)


@listen(MonthPublished)
def tell_people(event: MonthPublished) -> None:
    """Tell everybody that the own sheet can be read."""
    rows = Sheet.objects.filter(month=int(event.target.key))
    notify_of(event, people_of(*rows.values_list("person", flat=True)))


@listen(SheetCorrected)
def tell_of_correction(event: SheetCorrected) -> None:
    """Tell the person that a sheet was put right."""
    _tell(event, event.person)


@listen(BonusGiven)
def tell_of_bonus(event: BonusGiven) -> None:
    """Tell the person of points that were given or taken."""
    _tell(event, event.person)


@listen(BonusObjected)
def tell_giver(event: BonusObjected) -> None:
    """Tell the giver, and the superior, that an objection waits."""
    superior = Sheet.objects.filter(pk=event.target.key).values_list("superior", flat=True)  # fmt: skip
    _tell(event, event.given_by, *superior)


@listen(ObjectionAnswered)
def tell_of_answer(event: ObjectionAnswered) -> None:
    """Tell the person of the answer."""
    _tell(event, event.person)


@listen(PlanAsked)
def tell_of_plan(event: PlanAsked) -> None:
    """Tell the person that a plan is to be handed in."""
    _tell(event, event.person)


@listen(PlanHandedIn)
def tell_superior(event: PlanHandedIn) -> None:
    """Tell the superior that a plan waits."""
    _tell(event, event.superior)


@listen(PlanAccepted)
def tell_of_acceptance(event: PlanAccepted) -> None:
    """Tell the person that the plan is accepted."""
    _tell(event, event.person)


@listen(PrizeWon)
def tell_of_prize(event: PrizeWon) -> None:
    """Tell the person of the prize."""
    _tell(event, event.person)


def _tell(event: Event, *keys: int | None) -> None:
    """Tell these people, but not whoever did it."""
    notify_of(event, people_of(*keys).exclude(pk=event.actor_id))

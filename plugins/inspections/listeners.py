from lms.events import Event, listen
from lms.notifications import holders_of, notify_of, people_of
from plugins.inspections.events import (
    ImprovementDone,
    ImprovementSet,
    LotsDrawn,
    ObjectionDecided,
    SheetAssigned,
    SheetObjected,
    SheetReleased,
)
from plugins.inspections.models import KEEP, Sheet
from plugins.inspections.services.answering import may_decide


@listen(LotsDrawn)
def tell_inspectors(event: LotsDrawn) -> None:
    """Tell each inspector once that there are sheets to fill in."""
    _tell(event, *event.inspectors)


@listen(SheetAssigned)
def tell_inspector(event: SheetAssigned) -> None:
    """Tell somebody of one more sheet."""
    _tell(event, event.inspector)


@listen(SheetReleased)
def tell_person(event: SheetReleased) -> None:
    """Tell the inspected person."""
    _tell(event, event.person)


@listen(SheetObjected)
def tell_deciders(event: SheetObjected) -> None:
    """Tell who has to decide: whoever released it or planned, or else all who may."""
    sheet = Sheet.objects.select_related("plan").filter(pk=event.target.key).first()
    if sheet is None:
        return
    able = [each for each in holders_of(KEEP) if may_decide(sheet, each)]
    near = {sheet.released_by_id, sheet.plan.made_by_id}
    notify_of(event, [each for each in able if each.pk in near] or able)


@listen(ObjectionDecided)
def tell_both(event: ObjectionDecided) -> None:
    """Tell the two of the decision."""
    _tell(event, event.person, event.inspector)


@listen(ImprovementSet)
def tell_of_improvement(event: ImprovementSet) -> None:
    """Tell the person what is to be done."""
    _tell(event, event.person)


@listen(ImprovementDone)
def tell_setter(event: ImprovementDone) -> None:
    """Tell whoever set it that it is done."""
    _tell(event, event.made_by)


def _tell(event: Event, *keys: int | None) -> None:
    """Tell these people, but not whoever did it."""
    notify_of(event, people_of(*keys).exclude(pk=event.actor_id))

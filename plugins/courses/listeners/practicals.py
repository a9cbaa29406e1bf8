"""Who is told of what about practicals."""

from lms.events import Event, listen
from lms.notifications import holders_of, notify_of, people_of
from plugins.courses.enums import SittingState
from plugins.courses.events import (
    AdjudicationWanted,
    JudgeAsked,
    PassRateLow,
    ReviewDone,
    ReviewWanted,
    SheetUnlocked,
    SittingDecided,
    SittingMoved,
    SittingPlanned,
)
from plugins.courses.models import Sitting
from plugins.courses.models.sitting import ORGANISE


@listen(SittingPlanned)
def tell_of_sitting(event: SittingPlanned) -> None:
    """Tell candidate and judges that a sitting is planned."""
    _tell_all(event)


@listen(SittingMoved)
def tell_of_move(event: SittingMoved) -> None:
    """Tell candidate and judges that it was moved or cancelled."""
    _tell_all(event)


@listen(JudgeAsked)
def tell_other_judge(event: JudgeAsked) -> None:
    """Tell another judge."""
    notify_of(event, people_of(event.judge))


@listen(SheetUnlocked)
def tell_judge(event: SheetUnlocked) -> None:
    """Tell a judge that the sheet came back."""
    notify_of(event, people_of(event.judge))


@listen(SittingDecided)
def tell_candidate(event: SittingDecided) -> None:
    """Tell the candidate that there is a mark."""
    notify_of(event, people_of(event.actor_id))


@listen(ReviewDone)
def tell_candidate_of_review(event: ReviewDone) -> None:
    """Tell the candidate that the review is done."""
    found = Sitting.objects.filter(pk=event.target.key)
    notify_of(event, people_of(*found.values_list("candidate", flat=True)))


@listen(AdjudicationWanted)
def tell_organisers(event: AdjudicationWanted) -> None:
    """Tell organisers that judges differ, unless somebody was quicker."""
    waiting = Sitting.objects.filter(pk=event.target.key, state=SittingState.SCORED)
    if waiting.exists():
        _tell_organisers(event)


@listen(ReviewWanted)
def tell_reviewers(event: ReviewWanted) -> None:
    """Tell organisers that a review is asked for."""
    _tell_organisers(event)


@listen(PassRateLow)
def tell_trainers(event: PassRateLow) -> None:
    """Tell trainers that more exercises are needed."""
    _tell_organisers(event)


def _tell_all(event: Event) -> None:
    sitting = Sitting.objects.filter(pk=event.target.key).first()
    if sitting is not None:
        judges = sitting.sheets.values_list("judge", flat=True)
        notify_of(event, people_of(sitting.candidate_id, *judges))


def _tell_organisers(event: Event) -> None:
    """Tell all who organise, but not the candidate."""
    people = holders_of(ORGANISE)
    if event.target.model == "lms_courses.sitting":
        about = Sitting.objects.filter(pk=event.target.key)
        people = people.exclude(pk__in=about.values("candidate"))
    notify_of(event, people)

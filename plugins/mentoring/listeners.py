from lms.events import Event, listen
from lms.events.host import ActivityDone
from lms.notifications import notify_of, people_of
from plugins.mentoring.events import (
    ObservationAnswered,
    ObservationKept,
    PairBegun,
    PairClosed,
    ReviewCommented,
    ServiceReviewed,
)
from plugins.mentoring.models import Pair
from plugins.mentoring.services.results import keep_result


@listen(ActivityDone)
def keep_results(event: ActivityDone) -> None:
    """Keep what an apprentice has achieved, from whichever plugin tells it."""
    keep_result(
        activity=event.activity,
        person=event.actor_id,
        key=event.key,
        happened_at=event.occurred_at,
    )


@listen(PairBegun)
def tell_both(event: PairBegun) -> None:
    """Tell the two of each other."""
    _tell(event, event.mentor, event.apprentice)


@listen(PairClosed)
def tell_both_of_the_end(event: PairClosed) -> None:
    """Tell the two that it is over."""
    _tell(event, event.mentor, event.apprentice)


@listen(ObservationKept)
def tell_apprentice(event: ObservationKept) -> None:
    """Tell the apprentice of an observation."""
    _tell_of_pair(event, "apprentice_id")


@listen(ObservationAnswered)
def tell_mentor_of_answer(event: ObservationAnswered) -> None:
    """Tell the mentor of an answer."""
    _tell_of_pair(event, "mentor_id")


@listen(ReviewCommented)
def tell_apprentice_of_comment(event: ReviewCommented) -> None:
    """Tell the apprentice of a comment."""
    _tell_of_pair(event, "apprentice_id")


@listen(ServiceReviewed)
def tell_mentor_of_review(event: ServiceReviewed) -> None:
    """Tell the mentor that a review is there."""
    _tell_of_pair(event, "mentor_id")


def _tell_of_pair(event: Event, who: str) -> None:
    pair = Pair.objects.filter(pk=event.target.key).first()
    if pair is not None:
        _tell(event, getattr(pair, who))


def _tell(event: Event, *keys: int | None) -> None:
    """Tell these people, but not whoever did it."""
    notify_of(event, people_of(*keys).exclude(pk=event.actor_id))

"""Who is told what about hand-ins."""

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend

from lms.events import Event, listen
from lms.notifications import notify
from plugins.courses.enums import HandInState
from plugins.courses.events import HandedIn, HandInDecided
from plugins.courses.models import HandIn

REVIEW = "lms_courses.review_handin"


@listen(HandedIn)
def tell_of_waiting(event: HandedIn) -> None:
    """Tell those who look at hand-ins that one waits, while it does."""
    rows = HandIn.objects.filter(pk=event.target.key, state=HandInState.WAITING)
    row = rows.select_related("enrollment").first()
    if row is None:
        return
    people = ModelBackend().with_perm(REVIEW, include_superusers=False)
    for person in people.exclude(pk=row.enrollment.person_id):
        if HandIn.objects.open_to(person).filter(pk=row.pk).exists():
            _tell(event, person, {})


@listen(HandInDecided)
def tell_of_feedback(event: HandInDecided) -> None:
    """Tell the learner what became of it."""
    people = get_user_model()._default_manager.filter(pk=event.person)
    for person in people:
        _tell(event, person, {"is_accepted": event.is_accepted})


def _tell(event: Event, person: object, parameters: dict[str, bool]) -> None:
    notify(
        kind=event.name,
        recipient=person,
        target=event.target,
        key=event.key,
        now=event.occurred_at,
        parameters=parameters,
    )

"""Who is told what about hand-ins."""

from lms.events import listen
from lms.notifications import holders_of, notify_of, people_of
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
    others = holders_of(REVIEW).exclude(pk=row.enrollment.person_id)
    same = HandIn.objects.filter(pk=row.pk)
    notify_of(event, [each for each in others if same.open_to(each).exists()])


@listen(HandInDecided)
def tell_of_feedback(event: HandInDecided) -> None:
    """Tell the learner what became of it."""
    notify_of(event, people_of(event.person), is_accepted=event.is_accepted)

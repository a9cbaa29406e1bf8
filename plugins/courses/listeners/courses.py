"""What follows for courses from results."""

from django.contrib.auth import get_user_model

from lms.events import listen
from plugins.courses.events import ResultGiven
from plugins.courses.models import Enrollment
from plugins.courses.services.progress import mark_done


@listen(ResultGiven)
def take_in_result(event: ResultGiven) -> None:
    """Mark what was passed as done in each course of which it is part."""
    if not event.is_passed:
        return
    person = get_user_model()._default_manager.filter(pk=event.actor_id or 0).first()
    rows = Enrollment.objects.of(person).running().select_related("release")
    for row in rows:
        if event.activity_key in {activity["key"] for activity in row.release.outline}:
            mark_done(enrollment=row, key=event.activity_key, now=event.occurred_at)

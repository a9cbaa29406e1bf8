"""Marks: each is kept once, and told."""

from django.db import transaction

from lms.events import Target, publish
from plugins.courses.events import ResultGiven
from plugins.courses.models import Result


@transaction.atomic
def give_result(result: Result) -> Result:
    """Keep a mark and tell it; one with a key that is there already changes nothing."""
    known = Result.objects.filter(key=result.key).first()
    if known is not None:
        return known
    result.save()
    publish(
        ResultGiven(
            actor_id=result.person_id,
            target=Target.of(result),
            occurred_at=result.decided_at,
            key=f"{ResultGiven.name}:{result.key}",
            activity_key=str(result.activity_key),
            activity_kind=result.kind,
            is_passed=result.is_passed,
        )
    )
    return result

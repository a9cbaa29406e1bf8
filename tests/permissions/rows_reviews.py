"""What is to be checked, and reviews."""

from django.utils import timezone

from knowledge_base.enums import ItemKind
from knowledge_base.models import ReviewCycle, ReviewPolicy, ReviewTask
from knowledge_base.models.periods import site_day
from lms.enums import Role
from tests.factories.knowledge_base import ScriptFactory
from tests.factories.people import UserFactory
from tests.permissions.rows_knowledge_base import NOT_ALLOWED, NOT_FOUND, POST
from tests.permissions.rows_phrases import rows_of
from tests.permissions.table import Row, only

KEEPERS = only(Role.EDITOR, Role.REVIEWER)
SEERS = only(Role.EDITOR, Role.REVIEWER, Role.MANAGER)


def make_objects(place):
    now = timezone.now()
    item = ScriptFactory(collection=place.collection).item
    today = site_day(now)
    period = ReviewPolicy.usual(ItemKind.SCRIPT).period_of(today)
    cycle, _is_new = ReviewCycle.objects.get_or_create(
        kind=ItemKind.SCRIPT,
        cadence="quarter",
        starts_on=period.starts_on,
        defaults={
            "ends_on": period.ends_on,
            "closes_on": period.ends_on,
            "year": 2026,
            "number": 1,
            "opened_at": now,
        },
    )
    return {
        "item": item.pk,
        "text": item.live_hash,
        "cycle": cycle.pk,
        "task": ReviewTask.objects.create(cycle=cycle, item=item).pk,
        "person": UserFactory().pk,
        "policy": ReviewPolicy.objects.get(kind=ItemKind.SCRIPT).pk,
    }


def post(name, arg, data, *, allowed, closed=None):
    return [
        Row(
            f"knowledge_base:{name}",
            [arg],
            methods=POST,
            data=data,
            allowed=allowed,
            closed=closed,
        ),
        Row(
            f"knowledge_base:{name}",
            [arg],
            answer=NOT_ALLOWED,
            closed=closed and NOT_ALLOWED,
        ),
    ]


ROWS = [
    Row("knowledge_base:due"),
    Row("knowledge_base:due", methods=POST, answer=NOT_ALLOWED),
    Row("knowledge_base:reviews", allowed=SEERS),
    Row("knowledge_base:review", ["cycle"], allowed=SEERS),
    Row("knowledge_base:review_report", ["cycle"], allowed=SEERS),
    *post(
        "verify",
        "item",
        lambda objects: {"text": objects["text"]},
        allowed=KEEPERS,
        closed=NOT_FOUND,
    ),
    *post("defer", "task", {"reason": "x"}, allowed=KEEPERS, closed=NOT_FOUND),
    *post("retire", "task", {"reason": "x"}, allowed=KEEPERS, closed=NOT_FOUND),
    *post("close_review", "cycle", {}, allowed=KEEPERS),
    *post(
        "assign_review",
        "cycle",
        lambda objects: {"owner": objects["person"], "task": objects["task"]},
        allowed=KEEPERS,
    ),
    *rows_of("reviewpolicy", "policy"),
]

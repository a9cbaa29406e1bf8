"""What the share points hear of others."""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from knowledge_base.events import ContributionCountered, ContributionRecorded
from lms.events import Event, listen
from lms.events.host import ActivityDone
from plugins.rewards.enums import EventKind
from plugins.rewards.exceptions import ClosedMonthError, LeaverError, NoRuleError
from plugins.rewards.models import LedgerEvent
from plugins.rewards.services.awards import Deed, award
from plugins.rewards.services.taking_back import open_case


@listen(ContributionRecorded)
def reward_contribution(event: ContributionRecorded) -> None:
    """Give the points of a contribution; the second time nothing happens."""
    activity = f"lms_knowledge_base.{event.contribution_kind}"
    about = f"item:{event.item}" if event.item else ""
    _reward(event, activity, about)


@listen(ActivityDone)
def reward_activity(event: ActivityDone) -> None:
    """Give the points of whatever another plugin tells."""
    _reward(event, event.activity, "")


@listen(ContributionCountered)
def question_points(event: ContributionCountered) -> None:
    """Put the points of what was taken back before somebody who decides."""
    awards = LedgerEvent.objects.filter(
        kind=EventKind.AWARD,
        subject_model=event.target.model,
        subject_key=event.target.key,
    ).standing()
    contribution = event.target.load()
    counter = getattr(contribution, "countered_by", None)
    reason = getattr(counter, "reason", "") or "—"
    for row in awards:
        open_case(award=row, reason=reason, evidence=str(contribution or ""), now=event.occurred_at)  # fmt: skip


def _reward(event: Event, activity: str, about: str) -> None:
    person = _person(event.actor_id)
    if person is None:
        return
    deed = Deed(
        activity=activity,
        subject=event.target,
        beneficiary=person,
        effective_on=timezone.localdate(event.occurred_at),
        about=about,
    )
    try:
        _book(deed)
    except (NoRuleError, LeaverError):
        return  # nothing is given for this, or to this person


def _book(deed: Deed) -> None:
    """Book it on its day; what comes after its month was closed is booked today."""
    now = timezone.now()
    try:
        award(deed, now=now)
    except ClosedMonthError:
        late = Deed(**{**vars(deed), "effective_on": timezone.localdate(now)})
        award(late, now=now)


def _person(key: Any) -> Any:
    people = get_user_model()._default_manager.select_related("staff_profile")
    return people.filter(pk=key).first() if key is not None else None

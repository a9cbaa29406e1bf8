"""What the share points hear of others."""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledge_base.events import ContributionCountered, ContributionRecorded
from lms.events import Event, listen
from lms.events.host import ActivityDone, ActivityRevoked
from plugins.rewards.enums import EventKind
from plugins.rewards.exceptions import ClosedMonthError, LeaverError, NoRuleError
from plugins.rewards.models import LedgerEvent
from plugins.rewards.services.awards import Deed, award
from plugins.rewards.services.taking_back import drop_case, open_case


@listen(ContributionRecorded)
def reward_contribution(event: ContributionRecorded) -> None:
    """Give the points of a contribution; the second time nothing happens."""
    activity = f"lms_knowledge_base.{event.contribution_kind}"
    about = f"item:{event.item}" if event.item else ""
    _reward(event, activity, about)


@listen(ActivityDone, ActivityRevoked)
def reward_activity(event: ActivityDone | ActivityRevoked) -> None:
    """Give the points of whatever another plugin tells; question them when it is revoked."""
    if isinstance(event, ActivityRevoked):
        _question(event)
    elif (given := _reward(event, event.activity, "")) is not None:
        drop_case(award=given, remark=_("It was told anew."), now=event.occurred_at)


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


def _question(event: ActivityRevoked) -> None:
    """Put the points of what does not count any more before somebody who decides."""
    awards = LedgerEvent.objects.filter(
        kind=EventKind.AWARD,
        subject_model=event.target.model,
        subject_key=event.target.key,
        rule_version__rule__activity=event.activity,
        holder__user=event.person,
    ).standing()
    evidence = str(event.target.load() or "")
    for row in awards:
        reason = _("What it was given for was put right afterwards.")
        open_case(award=row, reason=reason, evidence=evidence, now=event.occurred_at)


def _reward(event: Event, activity: str, about: str) -> LedgerEvent | None:
    person = _person(event.actor_id)
    if person is None:
        return None
    deed = Deed(
        activity=activity,
        subject=event.target,
        beneficiary=person,
        effective_on=timezone.localdate(event.occurred_at),
        about=about,
    )
    try:
        return _book(deed)
    except (NoRuleError, LeaverError):
        return None  # nothing is given for this, or to this person


def _book(deed: Deed) -> LedgerEvent:
    """Book it on its day; what comes after its month was closed is booked today."""
    now = timezone.now()
    try:
        return award(deed, now=now)
    except ClosedMonthError:
        late = Deed(**{**vars(deed), "effective_on": timezone.localdate(now)})
        return award(late, now=now)


def _person(key: Any) -> Any:
    people = get_user_model()._default_manager.select_related("staff_profile")
    return people.filter(pk=key).first() if key is not None else None

"""What of the share points waits for whoever opens the admin."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.extensions import WaitingWork
from plugins.rewards.enums import CaseState, MeritState, MonthState, RedemptionState
from plugins.rewards.models import Merit, MonthClose, Redemption, TakeBackCase
from plugins.rewards.services import merits, months, redemptions, taking_back


def _redemptions(user: Any) -> int:
    return _redemptions_of_others(user, RedemptionState.RESERVED)


def _to_redemptions() -> str:
    return _listed("redemptions", RedemptionState.RESERVED)


def _gifts_to_hand_over(user: Any) -> int:
    return _redemptions_of_others(user, RedemptionState.APPROVED)


def _to_gifts_to_hand_over() -> str:
    return _listed("redemptions", RedemptionState.APPROVED)


def _redemptions_of_others(user: Any, state: RedemptionState) -> int:
    own = Q(holder__user=user) | Q(requested_by__user=user)
    return Redemption.objects.filter(~own, state=state).count()


def _merits(user: Any) -> int:
    own = Q(holder__user=user) | Q(proposed_by__user=user)
    return Merit.objects.filter(~own, state=MeritState.PROPOSED).count()


def _to_merits() -> str:
    return _listed("merits", MeritState.PROPOSED)


def _cases(user: Any) -> int:
    rows = TakeBackCase.objects.filter(state=CaseState.OPEN)
    return rows.exclude(award__holder__user=user).count()


def _to_cases() -> str:
    return _listed("cases", CaseState.OPEN)


def _months(_user: Any) -> int:
    this = timezone.localdate().replace(day=1)
    return MonthClose.objects.filter(state=MonthState.OPEN, month__lt=this).count()


def _to_months() -> str:
    return _listed("months", MonthState.OPEN)


def _listed(name: str, state: str) -> str:
    return f"{reverse(f'lms_rewards_{name}:index')}?state={state}"


WAITING: Mapping[str, WaitingWork] = {
    "redemptions": WaitingWork(
        _("Redemptions to approve"), _redemptions, _to_redemptions, redemptions.DECIDE
    ),
    "gifts": WaitingWork(
        _("Gifts to hand over"),
        _gifts_to_hand_over,
        _to_gifts_to_hand_over,
        redemptions.DECIDE,
    ),
    "merits": WaitingWork(
        _("Complaints solved and praise to decide on"),
        _merits,
        _to_merits,
        merits.DECIDE,
    ),
    "cases": WaitingWork(
        _("Points in question to decide on"), _cases, _to_cases, taking_back.DECIDE
    ),
    "months": WaitingWork(
        _("Months of points to close"), _months, _to_months, months.CHANGE
    ),
}

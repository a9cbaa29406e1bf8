"""What payroll gets: bonuses as text. Nothing is paid from here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lms.models import StaffProfile
from plugins.recognition.enums import StarState
from plugins.recognition.models import Praise, Star, StarMonth


@dataclass(frozen=True)
class Bonus:
    """A line for payroll."""

    number: str
    name: Any
    team: str
    month: str
    kind: str
    reason: str
    bonus: str
    state: str


def bonuses_of(month: StarMonth) -> list[Bonus]:
    """Return the bonuses of a month: stars, withdrawn ones too, and praise that has one."""
    found = Star.objects.filter(month=month, is_of_team=False).named()
    stars = [*found.exclude(state=StarState.DECIDED)]
    period = (month.month, month.last_day)
    rows = Praise.objects.shown().filter(happened_on__range=period).exclude(bonus="")
    praise = [*rows.named().order_by("happened_on", "pk")]
    people = {each.person_id for each in (*stars, *praise)} - {None}
    profiles = StaffProfile.objects.filter(user__in=people)
    numbers = dict(profiles.values_list("user", "staff_number"))
    return [
        *(_of_star(each, month, numbers) for each in stars),
        *(_of_praise(each, month, numbers) for each in praise),
    ]


def _of_star(each: Star, month: StarMonth, numbers: Mapping[Any, Any]) -> Bonus:
    return Bonus(
        number=numbers.get(each.person_id) or "",
        name=each.name,
        team=str(each.team or ""),
        month=str(month),
        kind=_("Service Star"),
        reason=each.withdrawal or each.reason,
        bonus=each.bonus_text,
        state=str(each.get_state_display()),
    )


def _of_praise(each: Praise, month: StarMonth, numbers: Mapping[Any, Any]) -> Bonus:
    return Bonus(
        number=numbers.get(each.person_id) or "",
        name=each.person_name,
        team=str(each.team or ""),
        month=str(month),
        kind=_("Praise from a customer"),
        reason=each.words,
        bonus=each.bonus,
        state=str(each.get_state_display()),
    )

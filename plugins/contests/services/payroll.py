"""What payroll gets: who won how much. Nothing is paid from here."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lms.models import StaffProfile
from lms.people.display import team_of
from plugins.contests.enums import Answer
from plugins.contests.models import Contest, Entry
from plugins.contests.services.ranking import shares_of


@dataclass(frozen=True)
class Paid:
    """A line for payroll."""

    number: str
    name: Any
    team: str
    contest: str
    entry: str
    rank: int
    amount: Decimal


def prizes_for_payroll(contest: Contest) -> list[Paid]:
    """Return what each person gets; a team's prize is divided to the cent."""
    winners = Entry.objects.filter(contest=contest, prize__gt=0).with_people()
    entries = [*winners.order_by("rank", "pk")]
    people = {m.person_id for each in entries for m in each.people}
    profiles = StaffProfile.objects.filter(user__in=people - {None})
    numbers = dict(profiles.values_list("user", "staff_number"))
    lines = []
    for each in entries:
        members = [m for m in each.members.all() if m.answer == Answer.AGREED]
        amounts = shares_of(each.prize or Decimal(0), max(len(members), 1))
        for member, amount in zip(members, amounts, strict=False):
            lines.append(
                Paid(
                    number=str(numbers.get(member.person_id) or ""),
                    name=member.called,
                    team=team_of(member.person) if member.person else "",
                    contest=str(contest),
                    entry=each.called,
                    rank=each.rank or 0,
                    amount=amount,
                )
            )
    return lines

"""Who has earned most in a time: people, and teams."""

from datetime import date
from typing import Any

from django.db.models import Q, Sum

from plugins.rewards.enums import HolderKind
from plugins.rewards.models import Holder, LedgerEvent
from plugins.rewards.services.plots import Line, plotted

MOST_ON_BOARD = 30


def board_of_people(begin: date, end: date, *, user: Any) -> list[Line]:
    """Return who has earned most in a time, without those who do not want to appear."""
    wanted = Q(holder__is_on_boards=True, holder__user__is_active=True)
    rows = _earned(begin, end).filter(wanted).values_list("holder")
    best = rows.annotate(sum=Sum("points")).order_by("-sum", "holder")[:MOST_ON_BOARD]
    totals = dict(best)
    people = Holder.objects.select_related("user").in_bulk([*totals])
    mine = getattr(user, "pk", None)
    found = [(people[key], number) for key, number in totals.items() if number]
    return plotted(
        [(str(holder), number, str(holder.uuid)) for holder, number in found],
        me=next((str(h.uuid) for h, _n in found if h.user_id == mine), ""),
    )


def board_of_teams(begin: date, end: date) -> list[Line]:
    """Return what teams have earned together, those who do not appear left out."""
    team = "holder__user__staff_profile__team"
    rows = _earned(begin, end).filter(holder__is_on_boards=True)
    rows = rows.exclude(**{team: None}).values_list(f"{team}__name", team)
    best = rows.annotate(sum=Sum("points")).order_by("-sum", team)[:MOST_ON_BOARD]
    return plotted([(name, number, str(key)) for name, key, number in best if number])


def _earned(begin: date, end: date) -> Any:
    awards = LedgerEvent.objects.given().filter(holder__kind=HolderKind.PERSON)
    in_time = awards.standing().filter(effective_on__range=(begin, end))
    return in_time.order_by()

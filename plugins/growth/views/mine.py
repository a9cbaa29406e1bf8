"""My growth: levels and needs, what is to be rated, my plan; the same of a person one leads."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lms.extensions import indicators
from lms.people.display import display_name, team_of
from plugins.growth.enums import Level
from plugins.growth.models import Assessment, PersonalPlan, SkillLevel
from plugins.growth.services.figures import history_of_levels, person_seen
from plugins.growth.services.planning import may_plan_for
from plugins.growth.services.standing import Row, row_of

EVIDENCE_DAYS = 90
MOST = 20


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show how far one is, and what waits for one's hand."""
    user: Any = request.user
    row = row_of(user)
    history = history_of_levels(user)
    context = {
        "to_rate": Assessment.objects.to_rate_oneself(user).select_related("round"),
        "to_assess": Assessment.objects.to_rate_others(user).with_names()[:MOST],
        "plans": PersonalPlan.objects.waiting_for(user).with_names()[:MOST],
        "row": row,
        "bars": bars_of(row, history),
        "plan": PersonalPlan.objects.open().filter(person=user).first(),
        "own": Assessment.objects.filter(person=user)
        .select_related("round")
        .order_by("-pk")[:MOST],
    }
    return render(request, "lms_growth/mine.html", context)


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the levels of a person whom one leads, or of anybody to who sees all."""
    found = person_seen(request.user, pk)
    if found is None:
        raise Http404
    row = row_of(found)
    plans = PersonalPlan.objects.visible_for(request.user).open()
    led = PersonalPlan.objects.led_by(request.user)
    context = {
        "person": found,
        "name": display_name(found),
        "team": team_of(found),
        "row": row,
        "bars": bars_of(row, history_of_levels(found)),
        "may_plan": may_plan_for(request.user, found),
        "evidence": evidence_of(found),
        "plan": plans.filter(person=found, pk__in=led.values("pk")).first(),
        "own": Assessment.objects.filter(person=found)
        .select_related("round")
        .order_by("-pk")[:MOST],
    }
    return render(request, "lms_growth/person.html", context)


def bars_of(
    row: Row | None, history: Mapping[int, Sequence[SkillLevel]]
) -> list[dict[str, Any]]:
    """Return a bar for each skill: level versus need, and how it went."""
    if row is None:
        return []
    most = max(Level.values)
    return [
        {
            "standing": each,
            "width": (each.level or 0) * 100 // most,
            "mark": each.needed * 100 // most,
            "behaviour": each.skill.behaviour(each.level) if each.level else "",
            "next": each.skill.behaviour(each.level + 1)
            if each.level and each.level < most
            else "",
            "past": history.get(each.skill.pk, []),
        }
        for each in row.standings
    ]


def evidence_of(person: Any) -> list[tuple[str, Decimal, str]]:
    """Return what other parts of the site know of somebody's last three months.

    Each as label, figure and unit, without what growth itself tells.
    """
    today = timezone.localdate()
    first = today - timedelta(EVIDENCE_DAYS)
    found = []
    for each in indicators.enabled():
        if each.app_label == "lms_growth":
            continue
        figures: Mapping[Any, Any] = indicators.guarded(
            each, lambda item: item.of_people([person.pk], first, today), otherwise={}
        )
        if person.pk in figures:
            unit = each.item.unit
            sign = "%" if unit == "percent" else ""
            found.append((str(each.item.label), figures[person.pk], sign))
    return found

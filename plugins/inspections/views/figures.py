"""Figures: how months, teams and criteria go, and who is below the goal."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from knowledge_base.views.choices import Choices, pages_of
from lms.exports import as_table, wanted_format
from lms.models import Team
from lms.people.display import display_name, team_of
from lms.plots import Plot, lines_plot, short_month
from plugins.inspections.enums import Source
from plugins.inspections.forms.plans import shifted
from plugins.inspections.models import KEEP, Member, Sheet, month_name
from plugins.inspections.services.figures import (
    Line,
    by_month,
    by_team,
    lines_of,
    losses_of,
    mean,
)
from plugins.inspections.services.scoring import FULL
from plugins.inspections.views.mine import months_of, plot_of_months

PAGE_SIZE = 20
MOST_CRITERIA = 10
SPANS = {
    "1": gettext_lazy("This month"),
    "3": gettext_lazy("3 months"),
    "6": gettext_lazy("6 months"),
    "12": gettext_lazy("12 months"),
}
PEOPLE = {
    "below": pgettext_lazy("people", "Below the goal"),
    "all": pgettext_lazy("people", "All"),
}
COLUMNS = {
    "month": gettext_lazy("month"),
    "team": gettext_lazy("team"),
    "person": pgettext_lazy("inspection", "person"),
    "score": pgettext_lazy("inspection", "score"),
    "goal": pgettext_lazy("inspection plan", "goal"),
    **{source.value: source.label for source in Source},
    "missing": pgettext_lazy("inspection", "missing sources"),
}
LOSSES = {
    "section": pgettext_lazy("criterion", "Section"),
    "name": pgettext_lazy("criterion", "What is looked at"),
    "lost": gettext_lazy("lost points"),
    "percent": gettext_lazy("lost, %"),
    "times": pgettext_lazy("inspection", "sheets"),
}


@require_safe
@permission_required(KEEP, raise_exception=True)
def figures(request: HttpRequest) -> HttpResponseBase:
    """Show the figures of some months, or hand them out as a table."""
    teams = {str(team.pk): team.name for team in Team.objects.filter(pk__in=_teams())}
    known: dict[str, Any] = {"span": SPANS, "team": teams, "people": PEOPLE}
    choices = Choices(request.GET, known, always={"span": "6", "people": "below"})
    members = _members(choices)
    lines = lines_of(members)
    losses = losses_of(Sheet.objects.counted().filter(member__in=members.values("pk")))
    if kind := wanted_format(request):
        return _table(request, lines, losses, kind)
    people = [line for line in lines if line.is_below or choices["people"] == "all"]
    ordered = sorted(people, key=_lowest_first)
    page = Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page"))
    scored = [line for line in lines if line.score is not None]
    most = max((loss.lost for loss in losses), default=Decimal(0)) or Decimal(1)
    groups = by_team(lines)
    context = {
        "number": len(scored),
        "mean": mean(line.score for line in scored),
        "below": sum(line.is_below for line in lines),
        "partial": sum(not line.month.is_whole for line in scored),
        "sheets": sum(p.number for line in lines for p in line.month.parts),
        "plot": _plot(lines),
        "losses": [
            (each, round(float(each.lost / most * 100), 1))
            for each in losses[:MOST_CRITERIA]
        ],
        "groups": groups,
        "rows": page.object_list,
        "pages": pages_of(page, choices),
        "options": choices.shown({"below": sum(line.is_below for line in lines)}),
        "export": choices.address(span=choices["span"]).rstrip("?") or "?",
        "sources": [*Source],
    }
    return render(request, "lms_inspections/figures.html", context)


def _teams() -> Any:
    return Member.objects.exclude(team=None).values("team")


def _members(choices: Choices) -> Any:
    first = shifted(timezone.localdate().replace(day=1), 1 - int(choices["span"]))
    rows = Member.objects.filter(month__gte=first)
    if choices["team"]:
        rows = rows.filter(team=int(choices["team"]))
    return rows


def _lowest_first(line: Line) -> tuple[Any, ...]:
    return (-line.member.month.toordinal(), line.score is None, line.score or 0)


def _plot(lines: Sequence[Line]) -> Plot | None:
    groups = by_month(lines, short_month)
    goals = [line.member.plan.goal for line in lines]
    goal = Decimal(goals[-1]) if len({*goals}) == 1 else None
    series = [(_("All inspected people"), [group.mean for group in groups])]
    return lines_plot([group.name for group in groups], series, goal=goal, most=FULL)


def _table(
    request: HttpRequest, lines: Sequence[Line], losses: Any, kind: str
) -> HttpResponseBase:
    day = timezone.localdate()
    if request.GET.get("of") == "criteria":
        accessors: dict[str, Any] = {
            "section": lambda loss: loss.criterion.part,
            "name": lambda loss: loss.criterion.label,
        }
        return as_table(losses, columns=LOSSES, name=f"criteria-{day}", kind=kind, accessors=accessors)  # fmt: skip
    accessors = {
        "month": lambda line: month_name(line.member.month),
        "team": lambda line: line.member.team,
        "person": lambda line: line.member.person_name,
        "score": lambda line: line.score,
        "goal": lambda line: line.member.plan.goal,
        "missing": lambda line: ", ".join(
            str(p.source.label) for p in line.month.missing
        ),
        **{s.value: _mean_of(s) for s in Source},
    }
    name = f"inspections-{day}"
    return as_table(lines, columns=COLUMNS, name=name, kind=kind, accessors=accessors)


def _mean_of(source: Source) -> Any:
    return lambda line: line.mean_of(source)


@require_safe
@permission_required(KEEP, raise_exception=True)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show somebody's months, and how each score was reached."""
    people = get_user_model()._default_manager.select_related("staff_profile__team")
    row = get_object_or_404(people, pk=pk)
    lines = months_of(row)
    sheets = Sheet.objects.visible_for(request.user).filter(person=row, second_of=None)
    page = Paginator(sheets.with_result().with_names().order_by("-due_on", "-pk"), PAGE_SIZE)  # fmt: skip
    shown = page.get_page(request.GET.get("page"))
    context = {
        "name": display_name(row),
        "team": team_of(row),
        "lines": lines,
        "plot": plot_of_months(lines),
        "sheets": shown.object_list,
        "pages": pages_of(shown, Choices(request.GET, {})),
    }
    return render(request, "lms_inspections/person.html", context)

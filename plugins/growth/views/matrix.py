"""The matrix of people and skills, and what a team lacks."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from knowledge_base.views.choices import Choices, pages_of
from lms.exports import as_table, wanted_format
from lms.people.display import display_name, team_of
from plugins.growth.models import Skill
from plugins.growth.services.figures import (
    RoundFigure,
    change_of,
    people_seen,
    rounds_of,
)
from plugins.growth.services.standing import (
    Coverage,
    Row,
    Standing,
    coverage_of,
    rows_of,
)
from plugins.growth.views.plots import share

PAGE_SIZE = 25
MOST_GAPS = 15
ORDERS = {
    "gap": pgettext_lazy("matrix", "Largest gaps first"),
    "name": pgettext_lazy("matrix", "By name"),
}
TRAIN = {
    "skill": pgettext_lazy("growth", "skill"),
    "group": pgettext_lazy("skill", "group"),
    "needed": gettext_lazy("needed level, mean"),
    "level": gettext_lazy("agreed level, mean"),
    "short": gettext_lazy("people with a gap"),
    "assessed": gettext_lazy("people assessed"),
    "people": gettext_lazy("people who need it"),
    "able": gettext_lazy("do it alone"),
    "urgency": gettext_lazy("gap, weighed"),
    "change": gettext_lazy("change of the level since the last round"),
}


def _choices(
    request: HttpRequest, rows: Sequence[Row], more: Mapping[str, Any], **always: str
) -> Choices:
    teams = {team_key(row): team_of(row.person) for row in rows if team_key(row)}
    known = {"team": dict(sorted(teams.items(), key=lambda each: each[1])), **more}
    return Choices(request.GET, known, always=always)


def _of_team(rows: Sequence[Row], choices: Choices) -> list[Row]:
    wanted = choices["team"]
    return [row for row in rows if not wanted or team_key(row) == wanted]


def team_key(row: Row) -> str:
    """Return the key of somebody's team as text; "" for none."""
    return str(row.person.staff_profile.team_id or "")


@require_safe
def matrix(request: HttpRequest) -> HttpResponseBase:
    """Show people and skills, the largest gaps, and who covers what; or a table."""
    known = rows_of(people_seen(request.user, timezone.now()))
    posts = {str(row.post.pk): str(row.post) for row in known}
    posts = dict(sorted(posts.items(), key=lambda each: each[1]))
    choices = _choices(request, known, {"post": posts, "order": ORDERS}, order="gap")
    rows = [r for r in _of_team(known, choices) if choices["post"] in ("", str(r.post.pk))]  # fmt: skip
    if choices["order"] == "gap":
        rows.sort(key=lambda row: -row.urgency)
    skills = _skills(rows)
    if kind := wanted_format(request):
        return _table(rows, skills, kind)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = _skills([*page.object_list])
    gaps = [(row, each) for row in rows for each in row.worst_first]
    gaps.sort(key=lambda pair: (-pair[1].urgency, -pair[1].gap))
    context = {
        "skills": shown,
        "rows": [(row, _cells(row, shown)) for row in page.object_list],
        "pages": pages_of(page, choices),
        "gaps": gaps[:MOST_GAPS],
        "coverage": [c for c in coverage_of(rows).get(None, []) if c.is_thin],
        "number": len(rows),
        "assessed": sum(bool(row.assessed) for row in rows),
        "options": choices.shown({}),
        "export": _export(choices),
    }
    return render(request, "lms_growth/matrix.html", context)


def _export(choices: Choices) -> str:
    return f"{choices.address()}&".replace("?&", "?")


def _skills(rows: Sequence[Row]) -> list[Skill]:
    """Return the skills that these people need, as they are ordered."""
    known = {each.skill.pk: each.skill for row in rows for each in row.standings}
    return sorted(known.values(), key=lambda skill: (skill.group, skill.place, skill.pk))  # fmt: skip


def _cells(row: Row, skills: Sequence[Skill]) -> list[tuple[Skill, Standing | None]]:
    known = {each.skill.pk: each for each in row.standings}
    return [(skill, known.get(skill.pk)) for skill in skills]


def _table(rows: Sequence[Row], skills: Sequence[Skill], kind: str) -> HttpResponseBase:
    columns: dict[str, Any] = {
        "person": pgettext_lazy("assessment", "person"),
        "team": gettext_lazy("team"),
        "post": pgettext_lazy("growth", "post"),
    }
    accessors: dict[str, Any] = {
        "person": lambda row: display_name(row.person),
        "team": lambda row: team_of(row.person),
    }
    for skill in skills:
        columns[f"level-{skill.pk}"] = str(skill)
        columns[f"needed-{skill.pk}"] = gettext_lazy("needed")
        accessors[f"level-{skill.pk}"] = _reader(skill, "level")
        accessors[f"needed-{skill.pk}"] = _reader(skill, "needed")
    name = f"skills-{timezone.localdate()}"
    return as_table(rows, columns=columns, name=name, kind=kind, accessors=accessors)


def _reader(skill: Skill, name: str) -> Any:
    def read(row: Row) -> int | None:
        found = (each for each in row.standings if each.skill.pk == skill.pk)
        return getattr(next(found, None), name, None)

    return read


@require_safe
def analysis(request: HttpRequest) -> HttpResponseBase:
    """Show what teams lack, how that goes, and what to train next; or a table."""
    everybody = rows_of(people_seen(request.user, timezone.now()))
    choices = _choices(request, everybody, {})
    rows = _of_team(everybody, choices)
    coverage = coverage_of(rows).get(None, [])
    rounds = rounds_of([row.person.pk for row in rows])
    if kind := wanted_format(request):
        return _train_table(coverage, rounds, kind)
    most = max((each.urgency for each in coverage), default=0)
    standings = [*chain.from_iterable(row.standings for row in rows)]
    known = [each for each in standings if each.level is not None]
    context = {
        "number": len(rows),
        "assessed": len(known),
        "unknown": len(standings) - len(known),
        "met": share(sum(each.is_met for each in known), len(known)) if known else None,
        "big": sum(each.is_big for each in known),
        "train": [
            (each, share(each.urgency, most), change_of(each.skill, rounds))
            for each in coverage
            if each.short
        ],
        "teams": _teams(rows),
        "rounds": rounds,
        "options": choices.shown({}),
        "export": _export(choices),
    }
    return render(request, "lms_growth/analysis.html", context)


def _teams(rows: Sequence[Row]) -> list[tuple[str, float | None, Coverage | None]]:
    """Return each team: its share of needs met, and what it lacks most."""
    found = []
    for name, coverage in coverage_of(rows, lambda row: team_of(row.person)).items():
        assessed = sum(each.assessed for each in coverage)
        met = share(sum(each.met for each in coverage), assessed) if assessed else None
        worst = coverage[0] if coverage and coverage[0].urgency else None
        found.append((name or "—", met, worst))
    return sorted(found, key=lambda each: (each[1] is None, each[1] or 0, each[0]))


def _train_table(
    coverage: Sequence[Coverage], rounds: Sequence[RoundFigure], kind: str
) -> HttpResponseBase:
    accessors = {
        "group": lambda each: each.skill.get_group_display(),
        "needed": lambda each: round(each.needed, 2) if each.assessed else None,
        "level": lambda each: round(each.level, 2) if each.assessed else None,
        "change": lambda each: change_of(each.skill, rounds),
    }
    name = f"gaps-{timezone.localdate()}"
    return as_table(coverage, columns=TRAIN, name=name, kind=kind, accessors=accessors)

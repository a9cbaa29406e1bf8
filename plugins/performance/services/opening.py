"""Months are opened: who gets a sheet, by which table, and who rates it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from lms.events import tell
from lms.models import Team
from lms.people.here import people_here
from plugins.performance.enums import Act, Side
from plugins.performance.events import MonthOpened, RatersNamed
from plugins.performance.exceptions import (
    NobodyError,
    NotCollectingError,
    NotOverError,
)
from plugins.performance.models import (
    Month,
    PerformanceTable,
    Rating,
    Sheet,
    TableVersion,
)
from plugins.performance.services.settings import due_day, last_of, shifted
from plugins.performance.services.steps import check_keeper, locked, note


@transaction.atomic
def open_month(*, first: date, user: Any, now: datetime) -> Month:
    """Open a month, or give sheets to whoever has none in one that is open.

    Raises PermissionDenied, NotOverError, and NobodyError when no table holds for
    anybody. `user` is None for a job.
    """
    check_keeper(user)
    today = localdate(now)
    if today <= last_of(first):
        raise NotOverError
    row, is_new = _get_month(first, today)
    row = locked(row)
    if not row.is_collecting:
        return row
    added = _add_sheets(row, today)
    if is_new:
        if not added:
            raise NobodyError
        note(row, Act.OPENED, user, now)
        tell(MonthOpened, row, actor=user.pk if user else None, now=now)
    return row


def _get_month(first: date, today: date) -> tuple[Month, bool]:
    """Return the month, and whether it is new; of two who open it one makes it."""
    try:
        with transaction.atomic():
            return Month.objects.get_or_create(month=first, defaults={"due_on": due_day(first, today)})  # fmt: skip
    except IntegrityError:
        return Month.objects.get(month=first), False


def _add_sheets(month: Month, today: date) -> list[Sheet]:
    tables = usable_versions()
    has_sheet = {*month.sheets.values_list("person", flat=True)}
    here = {*people_here(today).values_list("pk", flat=True)}
    managers = _managers(here)
    sheets = []
    for person in people_here(last_of(month.month)):
        profile: Any = getattr(person, "staff_profile", None)
        version = profile and person.pk not in has_sheet and _version_for(profile, tables)  # fmt: skip
        if not version or _is_later(profile.joined_date, month):
            continue
        superior = superior_of(person.pk, profile.team_id, managers)
        sheets.append(Sheet(month=month, person=person, team_id=profile.team_id, superior_id=superior, version=version))  # fmt: skip
    made = Sheet.objects.bulk_create(sheets)
    panels = _panels_before(month, here)
    Rating.objects.bulk_create(
        rating for sheet in made for rating in _ratings(sheet, panels)
    )
    return made


def _is_later(joined: date | None, month: Month) -> bool:
    return joined is not None and joined > last_of(month.month)


def usable_versions() -> list[tuple[TableVersion, set[int], frozenset[str]]]:
    """Return the newest version of each table in use, with its teams and jobs."""
    found = []
    tables = PerformanceTable.objects.filter(is_retired=False).order_by("pk")
    for table in tables.prefetch_related("teams", "versions"):
        newest = next(iter(table.versions.all()), None)
        if newest is not None:
            teams = {t.pk for team in table.teams.all() for t in team.with_descendants()}  # fmt: skip
            found.append((newest, teams, table.job_names))
    return found


def _version_for(profile: Any, tables: Iterable[Any]) -> TableVersion | None:
    """Return the first table that holds for somebody: one of its teams, one of its jobs."""
    for version, teams, jobs in tables:
        fits_team = profile.team_id in teams or not teams
        fits_job = profile.job in jobs or not jobs
        if (teams or jobs) and fits_team and fits_job:
            return version
    return None


def _managers(here: Collection[int]) -> dict[int, tuple[int | None, int | None]]:
    """Return by team the one above it and its manager, None for one who left."""
    rows = Team.objects.values_list("pk", "parent", "manager")
    return {key: (above, who if who in here else None) for key, above, who in rows}


def superior_of(
    person: int, team: int | None, managers: Mapping[int, tuple[int | None, int | None]]
) -> int | None:
    """Return who leads the team, or one above it, and is somebody else."""
    seen: set[int] = set()
    while team is not None and team not in seen and team in managers:
        seen.add(team)
        team, manager = managers[team]
        if manager is not None and manager != person:
            return manager
    return None


def _panels_before(
    month: Month, here: Collection[int]
) -> Mapping[int | None, set[int]]:
    """Return who was on the panel of each team the month before, and is still here."""
    found: dict[int | None, set[int]] = defaultdict(set)
    rows = Rating.objects.filter(side=Side.PANEL, sheet__month__month=shifted(month.month, -1))  # fmt: skip
    for team, rater in rows.values_list("sheet__team", "rater").distinct().order_by():
        if rater in here:
            found[team].add(rater)
    return found


def _ratings(sheet: Sheet, panels: Mapping[int | None, set[int]]) -> list[Rating]:
    if not sheet.version.rated:
        return []
    above = {sheet.superior_id} - {None}
    raters: dict[Side, set[Any]] = {
        Side.SELF: {sheet.person_id},
        Side.SUPERIOR: above,
        Side.PANEL: {*panels.get(sheet.team_id, ())} - above - {sheet.person_id},
    }
    return [
        Rating(sheet=sheet, side=side, rater_id=rater)
        for side, keys in raters.items()
        if sheet.version.weights[side]
        for rater in sorted(keys)
    ]


@transaction.atomic
def name_raters(
    *,
    month: Month,
    team: Team | None,
    superior: Any,
    panel: Collection[Any],
    user: Any,
    now: datetime,
) -> None:
    """Say who rates a team: the superior, and the panel; what is handed in stays.

    Nobody rates a colleague from two sides, nor themselves but as themselves.
    """
    check_keeper(user)
    row = locked(month)
    if not row.is_collecting:
        raise NotCollectingError
    sheets = [*row.sheets.filter(team=team).select_related("version")]
    wanted = {each.pk for each in panel}
    for sheet in sheets:
        is_other = superior is not None and superior.pk != sheet.person_id
        if is_other:
            sheet.superior = superior
    Sheet.objects.bulk_update(sheets, ["superior"])
    kept = Rating.objects.filter(sheet__in=[s.pk for s in sheets]).exclude(side=Side.SELF)  # fmt: skip
    new = [r for s in sheets for r in _ratings(s, {s.team_id: wanted}) if r.side != Side.SELF]  # fmt: skip
    named = {(r.sheet_id, r.side, r.rater_id) for r in new}
    rows = [*kept]
    gone = [r.pk for r in rows if not r.handed_in_at and (r.sheet_id, r.side, r.rater_id) not in named]  # fmt: skip
    Rating.objects.filter(pk__in=gone).delete()
    known = {(r.sheet_id, r.rater_id) for r in rows if r.pk not in gone}
    made = [r for r in new if (r.sheet_id, r.rater_id) not in known]
    Rating.objects.bulk_create(made)
    raters = tuple(sorted(r for r in {r.rater_id for r in made} if r))
    if raters:
        key = f"{row.pk}:{made[0].pk}"
        tell(RatersNamed, row, actor=user.pk, now=now, key=key, raters=raters)

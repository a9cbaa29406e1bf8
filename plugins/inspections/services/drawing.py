"""Who is inspected when and by whom is drawn by lot, written down, and drawn anew."""

import secrets
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.utils.timezone import localdate

from lms.events import tell
from lms.people.display import display_name
from lms.people.here import people_here
from plugins.inspections.enums import Per, Redraw, SheetState, Source
from plugins.inspections.events import LotsDrawn, SheetAssigned
from plugins.inspections.exceptions import (
    ClosedError,
    EmptyError,
    HandedInError,
    NobodyElseError,
    NobodyError,
    NoFormError,
    NoInspectorError,
)
from plugins.inspections.models import (
    Draw,
    FormVersion,
    Member,
    Plan,
    PlanSource,
    Sheet,
)
from plugins.inspections.services.lots import Lots, days_of
from plugins.inspections.services.plans import check_keeper


class _Round:
    """One draw of a plan: who is in the pool, and how often each was drawn."""

    def __init__(self, plan: Plan, user: Any, now: datetime, reason: str = "") -> None:
        newest = plan.form.newest
        if newest is None or not newest.criteria:
            raise NoFormError
        self.version: FormVersion = newest
        self.plan, self.today = plan, localdate(now)
        self.draw = Draw(
            plan=plan,
            seed=secrets.token_hex(8),
            reason=reason,
            drawn_at=now,
            drawn_by=user,
        )
        self.lots = Lots(self.draw.seed)
        self.members = {row.person_id: row for row in self._members()}
        chosen = plan.inspectors.values("pk")
        self.inspectors = [*people_here(self.today).filter(pk__in=chosen)]
        self.days = days_of(plan.month, self.today)
        self._taken: dict[Any, set[Any]] = defaultdict(set)
        for person, day in plan.sheets.values_list("person", "due_on"):
            self._taken[person].add(day)
        standing = plan.sheets.exclude(state=SheetState.VOID)
        self._load = Counter(standing.values_list("inspector", flat=True))
        self.made: list[Sheet] = []

    def _members(self) -> Any:
        here = people_here(self.today).values("pk")
        rows = Member.objects.filter(plan=self.plan, person__in=here)
        return rows.select_related("person__staff_profile", "plan")

    def history(self, source: str, people: Sequence[int]) -> dict[int, int]:
        """Return how often each was drawn for a source, in all months."""
        drawn = Sheet.objects.filter(source=source, person__in=people, second_of=None)
        counted = drawn.exclude(state=SheetState.VOID).order_by().values_list("person")
        known = dict(counted.annotate(n=Count("pk")))
        found = {key: known.get(key, 0) for key in people}
        pool = self.draw.pool.setdefault(source, {})
        pool.update({str(key): n for key, n in sorted(found.items())})
        return found

    def add(self, person: int, source: str) -> Sheet:
        """Add a sheet on a drawn day by a drawn inspector."""
        member = self.members[person]
        day = self.lots.day(self.days, self._taken[person])
        inspector = self._inspector(member, source)
        self._taken[person].add(day)
        self._load[inspector.pk] += 1
        sheet = Sheet(
            plan=self.plan,
            member=member,
            draw=self.draw,
            person=member.person,
            inspector=inspector,
            source=source,
            version=self.version,
            due_on=day,
            shift=self.lots.shift(),
        )
        self.made.append(sheet)
        return sheet

    def _inspector(self, member: Member, source: str) -> Any:
        """Draw who has the fewest sheets of those who may inspect somebody."""
        offered = {
            each.pk: each
            for each in self._offered(source)
            if may_inspect(each, member, source)
        }
        loads = {key: self._load[key] for key in offered}
        found = self.lots.people(loads, 1)
        if not found:
            raise NoInspectorError(display_name(member.person))
        return offered[found[0]]

    def _offered(self, source: str) -> Sequence[Any]:
        if source == Source.PEER:
            return [row.person for row in self.members.values()]
        return self.inspectors

    def write(self) -> list[Sheet]:
        """Save what was drawn."""
        self.draw.save()
        for sheet in self.made:
            sheet.draw = self.draw
        return Sheet.objects.bulk_create(self.made)


def team_of(person: Any) -> int | None:
    """Return the key of somebody's team."""
    return getattr(getattr(person, "staff_profile", None), "team_id", None)


def may_inspect(person: Any, member: Member, source: str) -> bool:
    """Tell whether somebody may inspect a member: never oneself.

    Where inspectors come from another team, nobody of the own; else a peer is of it.
    """
    if person.pk == member.person_id:
        return False
    is_own = team_of(person) == member.team_id
    if member.plan.is_cross_team:
        return not is_own
    return is_own if source == Source.PEER else True


def locked(plan: Plan) -> Plan:
    """Lock a plan that is not closed, and return it as it is now."""
    row = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if row.is_closed:
        raise ClosedError
    return row


@transaction.atomic
def draw_lots(*, plan: Plan, user: Any, now: datetime) -> int:
    """Draw what is missing of a plan, and return how many sheets that is.

    Raises PermissionDenied, ClosedError, NoFormError, NobodyError, NoInspectorError.
    """
    check_keeper(user)
    row = locked(plan)
    _take_in(row, now)
    this = _Round(row, user, now)
    if not this.members:
        raise NobodyError
    for quota in row.sources.filter(number__gt=0):
        for person in _missing(this, quota):
            this.add(person, quota.source)
    if not this.made:
        return 0
    made = this.write()
    inspectors = tuple(sorted({sheet.inspector.pk for sheet in made}))
    key = f"{row.pk}:{this.draw.pk}"
    tell(LotsDrawn, row, actor=user.pk, now=now, key=key, inspectors=inspectors)
    return len(made)


def _take_in(plan: Plan, now: datetime) -> None:
    """Add those who are in the plan now and in no other of the month."""
    teams = {each.pk for team in plan.teams.all() for each in team.with_descendants()}
    here = people_here(localdate(now))
    wanted = {*here.filter(staff_profile__team__in=teams).values_list("pk", flat=True)}
    wanted |= {*plan.people.values_list("pk", flat=True)}
    known = {*Member.objects.filter(month=plan.month).values_list("person", flat=True)}
    rows = [
        Member(plan=plan, month=plan.month, person=each, team_id=team_of(each))
        for each in here.filter(pk__in=wanted - known)
    ]
    # Another plan of the month that is drawn by at the same moment may be quicker.
    Member.objects.bulk_create(rows, ignore_conflicts=True)


def _missing(this: _Round, quota: PlanSource) -> list[int]:
    """Return whom to draw for a source, as often as it is missing."""
    drawn = Sheet.objects.filter(plan=this.plan, source=quota.source, second_of=None)
    gone = Q(state=SheetState.VOID) & ~Q(redrawn=Redraw.NOBODY)
    standing = drawn.exclude(gone)
    people = [*standing.values_list("person", "member__team")]
    if quota.per == Per.PERSON:
        have = Counter(person for person, _team in people)
        return [key for key in this.members for _n in range(quota.number - have[key])]
    return _missing_of_teams(this, quota, Counter(team for _person, team in people))


def _missing_of_teams(
    this: _Round, quota: PlanSource, have: Mapping[int | None, int]
) -> list[int]:
    teams: dict[int | None, list[int]] = defaultdict(list)
    for key, member in this.members.items():
        teams[member.team_id].append(key)
    found: list[int] = []
    for team, people in teams.items():
        number = quota.number - have[team]
        if number > 0:
            found += this.lots.people(this.history(quota.source, people), number)
    return found


@transaction.atomic
def redraw(
    *, sheet: Sheet, how: Redraw, reason: str, user: Any, now: datetime
) -> Sheet | None:
    """Give a sheet up with a reason, and draw what takes its place.

    Keepers and its inspector may. Raises PermissionDenied, EmptyError, HandedInError,
    NobodyElseError.
    """
    plan = locked(sheet.plan)
    row = Sheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if user.pk != row.inspector_id:
        check_keeper(user)
    if user.pk == row.person_id:
        raise PermissionDenied
    if not reason.strip():
        raise EmptyError
    if not row.is_open or row.second_of_id:
        raise HandedInError
    if how == Redraw.PERSON and not is_for_teams(row):
        raise NobodyElseError
    row.state, row.redrawn, row.void_reason = SheetState.VOID, how, reason.strip()
    row.save(update_fields=["state", "redrawn", "void_reason"])
    if how == Redraw.NOBODY:
        return None
    this = _Round(plan, user, now, reason.strip())
    this.add(_instead(this, row, how), row.source)
    [made] = this.write()
    tell_assigned(made, user, now)
    return made


def is_for_teams(sheet: Sheet) -> bool:
    """Tell whether its source is drawn for teams, so that another person will do."""
    rows = PlanSource.objects.filter(plan=sheet.plan_id, source=sheet.source)
    return rows.filter(per=Per.TEAM).exists()


def _instead(this: _Round, row: Sheet, how: Redraw) -> int:
    """Draw who takes the place; whoever has left leaves it to another of the team."""
    if how == Redraw.DAY:
        found = [key for key in this.members if key == row.person_id]
    else:
        team = row.member.team_id
        people = [key for key, each in this.members.items() if each.team_id == team]
        history = this.history(row.source, people)
        found = this.lots.people(history, 1, besides=[row.person_id or 0])
    if not found:
        raise NobodyElseError
    return found[0]


def tell_assigned(sheet: Sheet, user: Any, now: datetime, *, again: int = 0) -> None:
    """Tell the inspector of one more sheet; `again` tells returns of it apart."""
    key = f"{sheet.pk}:{sheet.inspector_id}"
    key += f":{again}" if again else ""
    tell(SheetAssigned, sheet, actor=user.pk, now=now, key=key, inspector=sheet.inspector_id)  # fmt: skip

"""Complaints in the demo, in every state, over two months.

Rows are written as they would be at the end of their way: nobody is told of what never
happened, and nobody gets points for it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth import get_user_model
from django.utils import timezone

from lms.models import Team
from plugins.complaints.enums import EntryKind, State
from plugins.complaints.models import Area, CallBack, Category, Complaint, Rating
from plugins.complaints.models.rows import first_limits
from plugins.complaints.services.handling import Act, team_of, write

FILE = Path(__file__).parents[1] / "demo" / "complaints.yaml"
AREAS = {"华东区": "East China", "华南区": "South China", "门店": "Shops", "线上商城": "Online shop"}  # fmt: skip
_CALL_BACK = timedelta(days=14)
Row = Mapping[str, Any]


class _World:
    """Who and what is there, by name."""

    def __init__(self, now: datetime) -> None:
        users = get_user_model()._default_manager.select_related("staff_profile__team")
        self.now = now
        self.people = {each.get_username(): each for each in users}
        self.teams = {each.name: each for each in Team.objects.all()}
        self.kinds = {each.name: each for each in Category.objects.all()}
        for name, name_en in AREAS.items():
            Area.objects.get_or_create(name=name, defaults={"name_en": name_en})
        self.areas = {each.name: each for each in Area.objects.all()}

    def knows(self, row: Row) -> bool:
        """Tell whether everybody is there who has to do with it."""
        steps = row.get("steps", ())
        names = {row["by"], row.get("handler", row["by"])}
        names |= {by for _after, by, _kind, _values in steps}
        names |= {values.get("person", row["by"]) for *_step, values in steps}
        return names <= self.people.keys()

    def moment(self, row: Row) -> datetime:
        """Return when it came in: so many minutes ago, or at a time of a day."""
        if "minutes" in row:
            return self.now - timedelta(minutes=row["minutes"])
        day = timezone.localdate(self.now) - timedelta(days=row["days"])
        return timezone.make_aware(datetime.combine(day, time.fromisoformat(row["at"])))


def add_demo(now: datetime) -> str:
    """Add what is missing; nothing where a complaint is there already."""
    if Complaint.objects.exists():
        return ""
    rows: Iterable[Row] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    world = _World(now)
    known = [row for row in rows if world.knows(row)]
    for row in reversed(known):
        _add(row, world)
    return f"Complaints: {len(known)} added" if known else ""


def _add(row: Row, world: _World) -> None:
    came = world.moment(row)
    by = world.people[row["by"]]
    handler = world.people.get(row.get("handler", ""))
    new = Complaint(
        **{name: row[name] for name in ("channel", "grade", "happened", "wanted")},
        reference=row.get("reference", ""),
        category=world.kinds.get(row["category"]),
        area=world.areas.get(row["area"]),
        team=world.teams.get(row.get("team", "")) or team_of(by),
        handler=handler,
        state=State.HANDLED if handler else State.REGISTERED,
        registered_by=by,
        **dict.fromkeys(("received_at", "registered_at", "opened_at"), came),
    )
    new.set_limits(first_limits(new.grade))
    new.answered_at = came
    new.save()
    first = Act(by, came)
    write(new, EntryKind.REGISTERED, first, detail=new.grade, team=new.team, person=handler)  # fmt: skip
    for after, who, kind, values in row.get("steps", ()):
        moment = came + timedelta(minutes=after)
        if moment <= world.now:
            act = Act(world.people[who], moment)
            STEPS[kind](new, act, _named(values, world))


def _named(values: Row, world: _World) -> dict[str, Any]:
    found = dict(values)
    if "person" in found:
        found["person"] = world.people[found["person"]]
    if "team" in found:
        found["team"] = world.teams.get(found["team"])
    return found


def _given(row: Complaint, act: Act, values: Row) -> None:
    row.handler, row.state = values["person"], State.HANDLED
    write(row, EntryKind.GIVEN, act, **values)


def _passed_on(row: Complaint, act: Act, values: Row) -> None:
    row.team, row.handler = values["team"], None
    row.is_passed_on, row.state = True, State.PASSED_ON
    row.set_limits(first_limits(row.grade))
    write(row, EntryKind.PASSED_ON, act, **values)


def _answered(row: Complaint, act: Act, values: Row) -> None:
    row.answered_at = act.now
    write(row, EntryKind.ANSWERED, act, **values)


def _fed_back(row: Complaint, act: Act, values: Row) -> None:
    row.fed_back_at, row.state = act.now, State.ANSWERED
    write(row, EntryKind.FED_BACK, act, **values)


def _closed(row: Complaint, act: Act, values: Row) -> None:
    row.fed_back_at = row.fed_back_at or act.now
    row.closed_at, row.state = act.now, State.CLOSED
    row.result, row.cause = values["text"], values["cause"]
    write(row, EntryKind.CLOSED, act, text=row.result, detail=row.cause)
    CallBack.objects.create(
        complaint=row,
        round=row.reopened,
        grade=row.grade,
        closed_at=act.now,
        is_drawn=values["drawn"],
        due_on=timezone.localdate(act.now + _CALL_BACK),
    )


def _reopened(row: Complaint, act: Act, values: Row) -> None:
    row.was_late = bool(row.closed_at and row.closed_at > row.close_due_at)
    row.closed_at, row.state = None, State.HANDLED
    row.reopened += 1
    row.opened_at = act.now
    row.set_limits(first_limits(row.grade))
    write(row, EntryKind.REOPENED, act, **values)


def _called_back(row: Complaint, act: Act, values: Row) -> None:
    call = row.call_backs.get(round=row.reopened)
    call.tries += 1
    call.called_at, call.called_by = act.now, act.user
    call.outcome = "" if values["outcome"] == "unreached" else values["outcome"]
    call.save()
    write(row, EntryKind.CALLED_BACK, act, text=values["text"], detail=values["outcome"])  # fmt: skip


def _rated(row: Complaint, act: Act, values: Row) -> None:
    marks = dict(zip(("amount", "emotion", "reach"), values["marks"], strict=True))
    is_major = sum(values["marks"]) >= 7  # noqa: PLR2004 (the setting as it comes)
    person = values["person"]
    Rating.objects.create(
        complaint=row, person=person, by=act.user, at=act.now, is_major=is_major, **marks
    )  # fmt: skip
    detail = "major" if is_major else "ordinary"
    write(row, EntryKind.RATED, act, detail=detail, person=person)


STEPS: Mapping[str, Callable[[Complaint, Act, Row], None]] = {
    "given": _given,
    "passed_on": _passed_on,
    "answered": _answered,
    "fed_back": _fed_back,
    "closed": _closed,
    "reopened": _reopened,
    "called_back": _called_back,
    "rated": _rated,
}

"""What came of sheets of the demo: second ratings, objections, improvements."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from plugins.inspections.enums import Outcome, SheetState
from plugins.inspections.models import Objection, Sheet
from plugins.inspections.services.demo.world import LEVELS, Row, World, moment
from plugins.inspections.services.scoring import score_sheet


def write_second(row: Row, world: World) -> None:
    """Write what another inspector found of the same."""
    first = world.sheet(row)
    inspector = world.people.get(row["by"])
    if first is None or inspector is None or inspector.pk == first.inspector_id:
        return
    rated = [each for each in world.version.parts if not each.is_knockout]
    marks = {e.key: LEVELS[m].value for e, m in zip(rated, row["marks"], strict=True)}
    same = ("plan", "member", "person", "source", "version", "due_on", "shift")
    given = ("reference", "channel", "happened_on", "submitted_at")
    Sheet.objects.create(
        second_of=first,
        inspector=inspector,
        marks=marks,
        score=score_sheet(world.version.parts, marks, ()).score,
        state=SheetState.SUBMITTED,
        **{name: getattr(first, name) for name in (*same, *given)},
    )


def write_objection(row: Row, world: World) -> None:
    """Write an objection, and what was decided on it."""
    sheet = world.sheet(row)
    if sheet is None or sheet.released_at is None:
        return
    made = min(sheet.released_at + timedelta(days=1), world.now)
    decided = min(made + timedelta(days=2), world.now) if "outcome" in row else None
    Objection.objects.create(
        sheet=sheet,
        reason=row["reason"],
        made_at=made,
        outcome=row.get("outcome", Outcome.OPEN),
        words=row.get("words", ""),
        decided_at=decided,
        decided_by=world.people.get(row.get("by", "")),
        **_decided(sheet, row.get("marks", {}), world),
    )


def _decided(sheet: Sheet, marks: Mapping[int, str], world: World) -> dict[str, Any]:
    """Return what the places of some criteria were decided to be."""
    if not marks:
        return {}
    parts = world.version.parts
    changed = {parts[place].key: LEVELS[mark].value for place, mark in marks.items()}
    final = {**sheet.marks, **changed}
    score = score_sheet(parts, final, sheet.knocked).score
    return {"marks": final, "knocked": sheet.knocked, "new_score": score}


def write_action(row: Row, world: World) -> None:
    """Write something to do better, as far as it is by now."""
    sheet = world.sheet(row)
    if sheet is None or sheet.released_at is None:
        return
    due = world.today + timedelta(days=row["due"])
    done = moment(min(due, world.today) - timedelta(days=1)) if "done" in row else None
    is_confirmed = "confirmed" in row
    sheet.actions.create(
        criterion=world.version.parts[row["place"]].key,
        what=row["what"],
        due_on=due,
        made_by=sheet.inspector,
        made_at=sheet.released_at,
        done_at=done,
        confirmed_at=done if is_confirmed else None,
        confirmed_by=sheet.inspector if is_confirmed else None,
    )

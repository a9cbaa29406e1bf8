"""What the plugin tells; nobody need know it to listen to the names."""

from dataclasses import dataclass

from lms.events import Event, kind

INSPECTED = "lms_inspections.sheet_handed_in"
FLAWLESS = "lms_inspections.month_without_loss"
REACHED = "lms_inspections.goal_reached"
IMPROVED = "lms_inspections.improvement_confirmed"
"""Activities for which rules of points may give something."""


@kind("lms_inspections.lots_drawn")
@dataclass(frozen=True, kw_only=True)
class LotsDrawn(Event):
    """Sheets were drawn for a month. The target is the plan. Key: plan and draw."""

    inspectors: tuple[int, ...]


@kind("lms_inspections.sheet_assigned")
@dataclass(frozen=True, kw_only=True)
class SheetAssigned(Event):
    """Somebody is to fill in one more sheet. The target is the sheet. Key: sheet and inspector."""

    inspector: int


@kind("lms_inspections.sheet_released")
@dataclass(frozen=True, kw_only=True)
class SheetReleased(Event):
    """The inspected person may read a sheet. The target is the sheet. Key: the sheet."""

    person: int | None


@kind("lms_inspections.sheet_objected")
@dataclass(frozen=True, kw_only=True)
class SheetObjected(Event):
    """The inspected person objects. The target is the sheet. Key: the sheet."""


@kind("lms_inspections.objection_decided")
@dataclass(frozen=True, kw_only=True)
class ObjectionDecided(Event):
    """Somebody decided about an objection. The target is the sheet. Key: the sheet.

    `outcome` is upheld (the score stands) or changed.
    """

    person: int | None
    inspector: int | None
    outcome: str


@kind("lms_inspections.improvement_set")
@dataclass(frozen=True, kw_only=True)
class ImprovementSet(Event):
    """A finding became something to do. The target is the sheet. Key: sheet and improvement."""

    person: int | None
    improvement: int


@kind("lms_inspections.improvement_done")
@dataclass(frozen=True, kw_only=True)
class ImprovementDone(Event):
    """The inspected person says that it is done. The target is the sheet. Key: sheet and improvement."""

    made_by: int | None
    improvement: int


@kind("lms_inspections.month_closed")
@dataclass(frozen=True, kw_only=True)
class MonthClosed(Event):
    """The scores of a month are settled. The target is the plan. Key: the plan."""

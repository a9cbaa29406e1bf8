"""What the plugin tells; nobody need know it to listen to the names."""

from dataclasses import dataclass

from lms.events import Event, kind

TOP = "lms_performance.top_of_month"
PLAN_KEPT = "lms_performance.plan_accepted"
"""Activities for which rules of points may give something."""


@kind("lms_performance.month_opened")
@dataclass(frozen=True, kw_only=True)
class MonthOpened(Event):
    """People may rate. The target is the month. Key: the month."""


@kind("lms_performance.raters_named")
@dataclass(frozen=True, kw_only=True)
class RatersNamed(Event):
    """People were named to rate a team. The target is the month. Key: the month and the first new rating."""

    raters: tuple[int, ...]


@kind("lms_performance.month_published")
@dataclass(frozen=True, kw_only=True)
class MonthPublished(Event):
    """People may read their sheets. The target is the month. Key: the month."""


@kind("lms_performance.sheet_corrected")
@dataclass(frozen=True, kw_only=True)
class SheetCorrected(Event):
    """A published sheet was put right. The target is the sheet. Key: the correction."""

    person: int | None


@kind("lms_performance.bonus_given")
@dataclass(frozen=True, kw_only=True)
class BonusGiven(Event):
    """Somebody got points beside the indicators, or lost some. The target is the sheet. Key: the bonus."""

    person: int | None
    points: int


@kind("lms_performance.bonus_objected")
@dataclass(frozen=True, kw_only=True)
class BonusObjected(Event):
    """Somebody objects to a bonus. The target is the sheet. Key: the bonus."""

    given_by: int | None


@kind("lms_performance.objection_answered")
@dataclass(frozen=True, kw_only=True)
class ObjectionAnswered(Event):
    """An objection has its answer. The target is the sheet. Key: the bonus."""

    person: int | None


@kind("lms_performance.plan_asked")
@dataclass(frozen=True, kw_only=True)
class PlanAsked(Event):
    """Somebody is to hand in an improvement plan. The target is the sheet. Key: sheet, and how often it was given back."""

    person: int | None


@kind("lms_performance.plan_handed_in")
@dataclass(frozen=True, kw_only=True)
class PlanHandedIn(Event):
    """An improvement plan waits to be accepted. The target is the sheet. Key: sheet, and how often it was given back."""

    superior: int | None


@kind("lms_performance.plan_accepted")
@dataclass(frozen=True, kw_only=True)
class PlanAccepted(Event):
    """An improvement plan is accepted. The target is the sheet. Key: the sheet."""

    person: int | None


@kind("lms_performance.prize_won")
@dataclass(frozen=True, kw_only=True)
class PrizeWon(Event):
    """Somebody was at the top for months in a row. The target is the sheet. Key: the sheet."""

    person: int | None
    amount: int

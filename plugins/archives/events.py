"""What the plugin tells; nobody need know it to listen to the names."""

from dataclasses import dataclass

from lms.events import Event, kind


@kind("lms_archives.month_frozen")
@dataclass(frozen=True, kw_only=True)
class MonthFrozen(Event):
    """A version of a month was kept. The target is the month. Key: month and version."""

    version: int


@kind("lms_archives.review_closed")
@dataclass(frozen=True, kw_only=True)
class ReviewClosed(Event):
    """The minutes of a review are done. The target is the review. Key: review and how often it was saved."""


@kind("lms_archives.action_given")
@dataclass(frozen=True, kw_only=True)
class ActionGiven(Event):
    """Somebody is to do something after a review. The target is the action item. Key: the item."""

    owner: int | None


@kind("lms_archives.action_done")
@dataclass(frozen=True, kw_only=True)
class ActionDone(Event):
    """An action item was ticked off. The target is the item. Key: item and time."""

    made_by: int | None


@kind("lms_archives.report_handed_in")
@dataclass(frozen=True, kw_only=True)
class ReportHandedIn(Event):
    """A weekly report was handed in. The target is the report. Key: the report."""

    team: int


@kind("lms_archives.risk_given")
@dataclass(frozen=True, kw_only=True)
class RiskGiven(Event):
    """Somebody watches a risk now. The target is the risk. Key: risk and version."""

    owner: int | None

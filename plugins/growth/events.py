"""What the plugin tells; nobody need know it to listen to the names."""

from dataclasses import dataclass

from lms.events import Event, kind

ASSESSED = "lms_growth.assessed"
REACHED = "lms_growth.goal_reached"
"""Activities for which rules of points may give something."""


@kind("lms_growth.round_opened")
@dataclass(frozen=True, kw_only=True)
class RoundOpened(Event):
    """People are to rate their skills. The target is the round. Key: round and day."""

    people: tuple[int, ...]
    """Who is to rate: those assessed, and their assessors."""


@kind("lms_growth.assessor_named")
@dataclass(frozen=True, kw_only=True)
class AssessorNamed(Event):
    """Somebody is to assess a person. The target is the assessment. Key: assessment and assessor."""

    assessor: int


@kind("lms_growth.to_talk")
@dataclass(frozen=True, kw_only=True)
class ToTalk(Event):
    """Both have rated and differ, or the person does not agree. The target is the assessment. Key: assessment and time."""

    assessor: int | None


@kind("lms_growth.settled")
@dataclass(frozen=True, kw_only=True)
class Settled(Event):
    """The levels wait for the person to agree. The target is the assessment. Key: assessment and time."""

    person: int | None


@kind("lms_growth.levels_agreed")
@dataclass(frozen=True, kw_only=True)
class LevelsAgreed(Event):
    """The levels of an assessment count. The target is the assessment. Key: the assessment."""

    person: int | None
    assessor: int | None


@kind("lms_growth.plan_waits")
@dataclass(frozen=True, kw_only=True)
class PlanWaits(Event):
    """One has agreed to a plan, or says that a goal is reached. The target is the plan. Key: plan, other and time."""

    other: int | None


@kind("lms_growth.plan_agreed")
@dataclass(frozen=True, kw_only=True)
class PlanAgreed(Event):
    """Both have agreed to a plan. The target is the plan. Key: plan and time."""

    person: int | None
    partner: int | None


@kind("lms_growth.plan_ended")
@dataclass(frozen=True, kw_only=True)
class PlanEnded(Event):
    """A plan is done or given up. The target is the plan. Key: the plan."""

    person: int | None
    partner: int | None
    is_done: bool


@kind("lms_growth.plan_shared")
@dataclass(frozen=True, kw_only=True)
class PlanShared(Event):
    """Somebody lets others read a plan. The target is the plan. Key: plan and time."""

    people: tuple[int, ...]

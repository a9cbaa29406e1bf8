from plugins.growth.models.assessment import (
    READ,
    Assessment,
    Mark,
    Round,
    SkillLevel,
)
from plugins.growth.models.offer import OFFER, Offer
from plugins.growth.models.plan import Entry, Goal, PersonalPlan, Step
from plugins.growth.models.skill import (
    KEEP,
    Need,
    NeedChange,
    Post,
    Posts,
    Skill,
    posts_in_use,
)
from plugins.growth.models.superiors import (
    Leaders,
    here,
    leads,
    led_by,
    led_by_nobody,
    team_of,
)

__all__ = [
    "KEEP",
    "OFFER",
    "READ",
    "Assessment",
    "Entry",
    "Goal",
    "Leaders",
    "Mark",
    "Need",
    "NeedChange",
    "Offer",
    "PersonalPlan",
    "Post",
    "Posts",
    "Round",
    "Skill",
    "SkillLevel",
    "Step",
    "here",
    "leads",
    "led_by",
    "led_by_nobody",
    "posts_in_use",
    "team_of",
]

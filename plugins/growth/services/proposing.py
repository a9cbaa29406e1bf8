"""What goal closes a gap."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from plugins.growth.enums import Level
from plugins.growth.services.standing import Standing

DAYS_A_LEVEL = 90
"""So long one level takes; a plan that asks for more at once is no plan."""
MOST_DAYS = 365
_LONGEST = 200


@dataclass(frozen=True)
class Proposal:
    """A goal that somebody may change before it is agreed."""

    what: str
    measure: str
    until: date
    level: Level


def propose(standing: Standing, today: date) -> Proposal | None:
    """Return the goal that closes a gap; None where there is none."""
    if not standing.gap:
        return None
    level = Level(standing.needed)
    said = _("%(skill)s: from level %(level)s to level %(needed)s")
    what = said % {"skill": standing.skill, "level": standing.level, "needed": level.value}  # fmt: skip
    seen = standing.skill.behaviour(level) or level.label
    measure = _("Seen twice by the superior: %(seen)s") % {"seen": seen}
    days = min(standing.gap * DAYS_A_LEVEL, MOST_DAYS)
    return Proposal(what[:_LONGEST], measure[:_LONGEST], today + timedelta(days), level)

from plugins.inspections.models.answer import Action, Objection
from plugins.inspections.models.form import CHANGE, Criterion, FormVersion, ScoringForm
from plugins.inspections.models.indicator import Indicator, IndicatorValue
from plugins.inspections.models.plan import (
    INSPECT,
    KEEP,
    Draw,
    Member,
    Plan,
    PlanSource,
    month_name,
)
from plugins.inspections.models.sheet import Sheet

__all__ = [
    "CHANGE",
    "INSPECT",
    "KEEP",
    "Action",
    "Criterion",
    "Draw",
    "FormVersion",
    "Indicator",
    "IndicatorValue",
    "Member",
    "Objection",
    "Plan",
    "PlanSource",
    "ScoringForm",
    "Sheet",
    "month_name",
]

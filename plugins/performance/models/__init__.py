from plugins.performance.models.month import (
    KEEP,
    LONGEST,
    QUARTER,
    Figure,
    Month,
    Rating,
    Sheet,
    Step,
)
from plugins.performance.models.results import (
    MOST_POINTS,
    MOST_TOGETHER,
    Bonus,
    Correction,
    ImprovementPlan,
    Prize,
    Reason,
)
from plugins.performance.models.table import (
    CHANGE,
    Part,
    PerformanceTable,
    TableVersion,
)
from plugins.performance.models.target import HouseTarget, TargetValue

__all__ = [
    "CHANGE",
    "KEEP",
    "LONGEST",
    "MOST_POINTS",
    "MOST_TOGETHER",
    "QUARTER",
    "Bonus",
    "Correction",
    "Figure",
    "HouseTarget",
    "ImprovementPlan",
    "Month",
    "Part",
    "PerformanceTable",
    "Prize",
    "Rating",
    "Reason",
    "Sheet",
    "Step",
    "TableVersion",
    "TargetValue",
]

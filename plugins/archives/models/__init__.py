from plugins.archives.models.comparison import Comparison
from plugins.archives.models.month import (
    KEEP,
    Document,
    Edition,
    Goal,
    KeptName,
    Month,
    Note,
    month_name,
)
from plugins.archives.models.review import Action, Review
from plugins.archives.models.risk import WORST, Measure, Post, Risk, RiskChange
from plugins.archives.models.weekly import WeeklyReport

__all__ = [
    "KEEP",
    "WORST",
    "Action",
    "Comparison",
    "Document",
    "Edition",
    "Goal",
    "KeptName",
    "Measure",
    "Month",
    "Note",
    "Post",
    "Review",
    "Risk",
    "RiskChange",
    "WeeklyReport",
    "month_name",
]

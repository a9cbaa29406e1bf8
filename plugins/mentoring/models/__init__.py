from plugins.mentoring.models.leave import Leave
from plugins.mentoring.models.mentor import Mentor
from plugins.mentoring.models.pair import KEEP, Pair, Step
from plugins.mentoring.models.written import (
    DailyReview,
    Observation,
    Result,
    ServiceReview,
)

__all__ = [
    "KEEP",
    "DailyReview",
    "Leave",
    "Mentor",
    "Observation",
    "Pair",
    "Result",
    "ServiceReview",
    "Step",
]

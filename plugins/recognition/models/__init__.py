from plugins.recognition.models.ballot import BallotPaper
from plugins.recognition.models.praise import (
    CONFIRM,
    MODERATE,
    Praise,
    Story,
)
from plugins.recognition.models.star import (
    DECIDE,
    Candidate,
    SchemeVersion,
    Star,
    StarMonth,
)

__all__ = [
    "CONFIRM",
    "DECIDE",
    "MODERATE",
    "BallotPaper",
    "Candidate",
    "Praise",
    "SchemeVersion",
    "Star",
    "StarMonth",
    "Story",
]

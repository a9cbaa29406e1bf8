from plugins.recognition.models.ballot import BallotPaper
from plugins.recognition.models.month import Candidate, StarMonth
from plugins.recognition.models.praise import (
    CONFIRM,
    MODERATE,
    Praise,
    Story,
)
from plugins.recognition.models.scheme import SchemeVersion
from plugins.recognition.models.star import DECIDE, Star

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

"""Contests and their rounds; entries; marks, proposals and sheets of judges."""

from plugins.contests.models.contest import (
    KEEP,
    MOST_TEAM,
    PAY,
    Contest,
    Criterion,
    Round,
)
from plugins.contests.models.entry import Entry, Member
from plugins.contests.models.marks import Proposal, ScoreSheet, Standing

__all__ = [
    "KEEP",
    "MOST_TEAM",
    "PAY",
    "Contest",
    "Criterion",
    "Entry",
    "Member",
    "Proposal",
    "Round",
    "ScoreSheet",
    "Standing",
]

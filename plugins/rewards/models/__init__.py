"""The tables of the share points."""

from plugins.rewards.models.cases import TakeBackCase
from plugins.rewards.models.holders import Account, Holder
from plugins.rewards.models.holds import Hold
from plugins.rewards.models.journal import LedgerEvent, Transfer
from plugins.rewards.models.merits import Merit, MonthCandidate, MonthClose
from plugins.rewards.models.rules import CapUsage, Rule, RuleVersion
from plugins.rewards.models.shop import Gift, GiftChange, Redemption, TeamFund

__all__ = [
    "Account",
    "CapUsage",
    "Gift",
    "GiftChange",
    "Hold",
    "Holder",
    "LedgerEvent",
    "Merit",
    "MonthCandidate",
    "MonthClose",
    "Redemption",
    "Rule",
    "RuleVersion",
    "TakeBackCase",
    "TeamFund",
    "Transfer",
]

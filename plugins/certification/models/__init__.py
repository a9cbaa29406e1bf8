from plugins.certification.models.award import Award
from plugins.certification.models.candidacy import Candidacy, Decision
from plugins.certification.models.scheme import Level, LevelVersion, Scheme
from plugins.certification.models.sign_off import SignOff, SignOffTopic

__all__ = [
    "Award",
    "Candidacy",
    "Decision",
    "Level",
    "LevelVersion",
    "Scheme",
    "SignOff",
    "SignOffTopic",
]

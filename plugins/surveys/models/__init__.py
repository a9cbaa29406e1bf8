from plugins.surveys.models.questionnaire import (
    Question,
    Questionnaire,
    QuestionnaireVersion,
)
from plugins.surveys.models.training import Training
from plugins.surveys.models.voice import FollowUp, Voice
from plugins.surveys.models.wave import Invitation, Response, Tally, Wave

__all__ = [
    "FollowUp",
    "Invitation",
    "Question",
    "Questionnaire",
    "QuestionnaireVersion",
    "Response",
    "Tally",
    "Training",
    "Voice",
    "Wave",
]

from plugins.case_studies.models.action import CaseAction
from plugins.case_studies.models.attachment import CaseAttachment
from plugins.case_studies.models.case import CasePage, TaggedCase
from plugins.case_studies.models.pick import PickedCase, WeeklyPick
from plugins.case_studies.models.reader import CaseAnswer, CaseReaction
from plugins.case_studies.models.record import CaseRecord
from plugins.case_studies.models.rewrite import ScriptRewrite
from plugins.case_studies.models.shelf import CaseIndexPage

__all__ = [
    "CaseAction",
    "CaseAnswer",
    "CaseAttachment",
    "CaseIndexPage",
    "CasePage",
    "CaseReaction",
    "CaseRecord",
    "PickedCase",
    "ScriptRewrite",
    "TaggedCase",
    "WeeklyPick",
]

"""Gaps as Moodle writes them: `{1:SHORTANSWER:=sorry~=very sorry}` within the text.

https://docs.moodle.org/en/Embedded_Answers_(Cloze)_question_type. Gaps with choices or
numbers are not taken in; of others the answers that earn everything are.
"""

import re

from django.utils.translation import gettext as _

from plugins.courses.exceptions import QuestionMistakeError
from plugins.courses.models.question import GAP
from plugins.courses.services.exams.bank import Wording

_SHORT = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
_EMBEDDED = re.compile(r"\{\d*:([A-Z_]+):((?:\\.|[^\\}])*)\}", re.DOTALL)
_ANSWERS = re.compile(r"(?:^|(?<=~))((?:\\.|[^\\~])*)", re.DOTALL)
_RIGHT = re.compile(r"(?:=|%100%)(.*)", re.DOTALL)
_MEANT = re.compile(r"""([\\~}#"/])""")


def with_gaps(wording: Wording) -> str:
    """Return the text of a question with its gaps as Moodle reads them."""

    def embedded(match: re.Match[str]) -> str:
        accepted = wording.key["gaps"][match[1]]
        answers = "~".join("=" + _MEANT.sub(r"\\\1", text) for text in accepted)
        return f"{{1:SHORTANSWER:{answers}}}"

    return GAP.sub(embedded, wording.text)


def gaps_in(text: str) -> tuple[str, dict[str, list[str]]]:
    """Return a text with gaps as we write them, and what is accepted in each.

    Raises QuestionMistakeError for gaps that are no short texts.
    """
    gaps: dict[str, list[str]] = {}

    def gap(match: re.Match[str]) -> str:
        if match[1] not in _SHORT:
            said = _("Gaps of the type “%(type)s” are not known here.")
            raise QuestionMistakeError(said % {"type": match[1]})
        number = str(len(gaps) + 1)
        gaps[number] = _accepted(match[2])
        return f"[[{number}]]"

    return _EMBEDDED.sub(gap, text), gaps


def _accepted(body: str) -> list[str]:
    answers = [match[1] for match in _ANSWERS.finditer(body)]
    right = [match[1] for answer in answers if (match := _RIGHT.fullmatch(answer))]
    bare = [re.split(r"(?<!\\)#", answer)[0] for answer in right]
    return [re.sub(r"\\(.)", r"\1", answer).strip() for answer in bare]

"""Pure: what in the words of a question gives an answer away, or asks two things."""

import re
from enum import Enum

from lms.search.analysis import fold

# Simplified and in lower case, as folded text is.
_LEADING = (
    "难道 岂不 不觉得 不认为 也认为 也觉得 同意吗 对吧 对不对 当然 显然 毫无疑问 众所周知 "
    "不可否认 大家都 大多数人都 肯定 有多好 有多棒 有多满意 有多喜欢 多么 这么好 如此"
)
_LEADING_ENGLISH = (
    r"(?:do|does|did|is|are|was|were|would|should|could|have|has)n\W?t (?:you|it|this)",
    r"(?:do|would) you (?:also )?agree",
    r"obviously|surely|clearly|of course|undoubtedly|as everyone knows",
    r"how (?:good|great|excellent|helpful|useful|satisfied|happy|pleased)",
    r"how much did you (?:like|enjoy)",
)
_TWO = r"既.{1,12}又|并且|而且|以及|\b(?:and also|as well as|and/or)\b"


class Doubt(Enum):
    """Why a question measures less than it seems to."""

    LEADING = re.compile(
        rf"{'|'.join(_LEADING.split())}|\b(?:{'|'.join(_LEADING_ENGLISH)})\b"
    )
    TWO_IN_ONE = re.compile(_TWO)


def doubts_about(text: str) -> list[tuple[Doubt, str]]:
    """Return each doubt about a question, and the words that raise it."""
    folded = fold(text)  # as long as the text
    found = ((doubt, doubt.value.search(folded)) for doubt in Doubt)
    return [(doubt, text[hit.start() : hit.end()]) for doubt, hit in found if hit]

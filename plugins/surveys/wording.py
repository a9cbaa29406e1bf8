"""Pure: what in the words of a question gives an answer away, or asks two things."""

import re
from enum import Enum

_FOLLOWING = "|".join(
    (
        *(
            "难道",
            "岂不",
            "不觉得",
            "不认为",
            "也认为",
            "也觉得",
            "同意吗",
            "对吧",
            "对不对",
        ),
        *(
            "当然",
            "显然",
            "毫无疑问",
            "众所周知",
            "不可否认",
            "大家都",
            "大多数人都",
            "肯定",
        ),
        *("有多好", "有多棒", "有多满意", "有多喜欢", "多么", "这么好", "如此"),
    )
)
_ENGLISH = "|".join(
    (
        r"(?:do|does|did|is|are|was|were|would|should|could|can|have|has)n['’]?t (?:you|it|this|that|we|they)",
        r"(?:do|would) you (?:also )?agree",
        *("obviously", "surely", "clearly", "of course", "undoubtedly", "as everyone knows"),
        r"how (?:good|great|excellent|helpful|useful|satisfied|happy|pleased|much did you (?:like|enjoy))",
    )
)  # fmt: skip
_TWO = r"既.{1,12}又|并且|而且|以及|\band also\b|\bas well as\b|\band/or\b"
_TRADITIONAL = str.maketrans(
    "難豈覺認為對顯無問眾認歡滿麼這並", "难岂觉认为对显无问众认欢满么这并"
)


class Doubt(Enum):
    """Why a question measures less than it seems to."""

    LEADING = re.compile(rf"{_FOLLOWING}|\b(?:{_ENGLISH})\b", re.IGNORECASE)
    TWO_IN_ONE = re.compile(_TWO, re.IGNORECASE)


def doubts_about(text: str) -> list[tuple[Doubt, str]]:
    """Return each doubt about a question, and the words that raise it."""
    plain = text.translate(_TRADITIONAL)
    found = ((doubt, doubt.value.search(plain)) for doubt in Doubt)
    return [(doubt, text[hit.start() : hit.end()]) for doubt, hit in found if hit]

"""A conversation as people write it down: a line for each turn, "speaker: words".

A star before the speaker marks the moment where it turned. Pure: knows no model.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

_TURN = re.compile(r"^(?P<star>[★☆*]\s*)?(?P<who>[^:：]{1,12})[:：]\s*(?P<words>.*)$")
_AGENTS = ("客服", "坐席", "我", "agent", "店员", "同事", "主管", "专员", "组长")


@dataclass(frozen=True)
class Turn:
    """What one person said."""

    speaker: str
    words: str
    is_turning: bool = False

    @property
    def is_ours(self) -> bool:
        """Whether it was one of us who spoke."""
        return self.speaker.casefold().startswith(_AGENTS)


def read_dialogue(text: str) -> list[Turn]:
    """Return the turns; a line without a speaker goes on with the turn before.

    A speaker who says nothing, as in a template, is left out.
    """
    turns: list[Turn] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        found = _TURN.match(line)
        if found:
            star = found["star"] is not None
            turns.append(Turn(found["who"].strip(), found["words"].strip(), star))
        elif turns:
            turns[-1] = replace(turns[-1], words=f"{turns[-1].words}\n{line}")
        else:
            turns.append(Turn("", line))
    return [turn for turn in turns if turn.words]


def at_turning(turns: Sequence[Turn]) -> tuple[Sequence[Turn], Sequence[Turn]]:
    """Return what was said before the moment where it turned, and the rest.

    Where none is marked, nothing is held back.
    """
    for number, turn in enumerate(turns):
        if turn.is_turning:
            return turns[:number], turns[number:]
    return turns, ()

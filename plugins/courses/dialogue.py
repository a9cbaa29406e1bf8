"""A recording as it is written down: a line for each turn, "speaker: words".

Lines are numbered, so that judges comment on one of them. Pure: knows no model.
"""

import re
from dataclasses import dataclass, replace

_TURN = re.compile(r"^(?P<who>[^:：]{1,16})[:：]\s*(?P<words>.*)$")
_AGENTS = ("客服", "坐席", "我", "agent", "组长", "主管")


@dataclass(frozen=True)
class Turn:
    """What one person said."""

    number: int
    speaker: str
    words: str

    @property
    def is_ours(self) -> bool:
        """Whether it was one of us who spoke."""
        return self.speaker.casefold().startswith(_AGENTS)


def read_turns(text: str) -> list[Turn]:
    """Return the turns; a line without a speaker goes on with the turn before."""
    turns: list[Turn] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        found = _TURN.match(line)
        if found and found["words"]:
            turns.append(Turn(len(turns) + 1, found["who"].strip(), found["words"]))
        elif turns:
            turns[-1] = replace(turns[-1], words=f"{turns[-1].words}\n{line}")
        else:
            turns.append(Turn(1, "", line))
    return turns

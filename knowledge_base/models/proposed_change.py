"""A proposed text, beside the text it was made for and the text of now."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge_base.comparing import merge_texts
from lms.differences import Passage, differences


@dataclass(frozen=True)
class Change:
    """A proposed text: what was there when it was made, and what is there now."""

    name: str
    label: str
    base: str
    proposed: str
    now: str
    is_gone: bool = False

    @property
    def is_moved(self) -> bool:
        """Whether the text has changed since."""
        return self.now != self.base

    @property
    def is_done(self) -> bool:
        """Whether it says already what was proposed."""
        return self.now == self.proposed

    @property
    def merged(self) -> str | None:
        """Both changes together; None where they meet."""
        return merge_texts(self.base, self.now, self.proposed)

    @property
    def is_conflict(self) -> bool:
        """Whether somebody must choose between two wordings."""
        return self.is_moved and not self.is_done and self.merged is None

    @property
    def offered(self) -> str:
        """The text that is put into the draft unless the editor changes it."""
        merged = self.merged
        return self.proposed if merged is None else merged

    @property
    def against_base(self) -> Sequence[Passage]:
        """What was proposed, against the text that the proposer saw."""
        return differences(self.base, self.proposed)

    @property
    def against_now(self) -> Sequence[Passage]:
        """What would be taken in, against the text as it is now."""
        return differences(self.now, self.offered)

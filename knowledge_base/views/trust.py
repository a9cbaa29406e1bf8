"""Whether a text can be trusted: the badge on its page, and the buttons beside it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from knowledge_base.enums import Freshness
from knowledge_base.models.freshness import DUE, LATE, checked
from knowledge_base.models.hashing import live_text_hash
from knowledge_base.models.periods import site_day
from knowledge_base.services.verification import may_verify


@dataclass(frozen=True)
class Trust:
    """What the page of an item says of its last check."""

    item: Any
    state: Freshness
    text_hash: str
    checked_on: date | None
    task: int | None
    may_verify: bool

    @property
    def is_late(self) -> bool:
        """Whether the day by which it was to be checked is past."""
        return self.state in LATE

    @property
    def is_due(self) -> bool:
        """Whether somebody has to look at it."""
        return self.state in DUE


def trust_of(item: Any, content: Any, user: Any) -> Trust:
    """Return what is known of an anchor that came through `with_check`."""
    text = live_text_hash(content)
    return Trust(
        item=item,
        state=checked(item, text).freshness(site_day(timezone.now())),
        text_hash=text,
        checked_on=item.verified_at and site_day(item.verified_at),
        task=item.task,
        may_verify=may_verify(item, user),
    )

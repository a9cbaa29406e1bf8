"""What readers say to a case."""

from datetime import datetime
from typing import Any

from django.db import transaction

from plugins.case_studies.enums import ReactionKind
from plugins.case_studies.models import CaseAnswer, CasePage, CaseReaction


@transaction.atomic
def answer_case(
    *, case: CasePage, user: Any, text: str, now: datetime
) -> CaseAnswer | None:
    """Keep what a reader would do; the first answer stays. None without a word."""
    if not text.strip():
        return None
    row, _is_new = CaseAnswer.objects.get_or_create(
        page=case, person=user, defaults={"text": text.strip(), "created_at": now}
    )
    return row


@transaction.atomic
def react(*, case: CasePage, user: Any, kind: ReactionKind) -> bool:
    """Add a reaction, or take it back; return whether it is there now."""
    row, is_new = CaseReaction.objects.get_or_create(page=case, person=user, kind=kind)
    if not is_new:
        row.delete()
    return is_new

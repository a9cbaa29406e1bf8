"""Praise told as a story, when whom it is about agrees."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lms.events import tell
from plugins.recognition.events import StoryTold
from plugins.recognition.exceptions import WrongStateError
from plugins.recognition.models import MODERATE, Praise, Story
from plugins.recognition.services.giving import check_wording, locked


def may_tell(praise: Praise, user: Any) -> bool:
    """Tell whether somebody may write the story: who it is about, who wrote it, who moderates."""
    own = {praise.person_id, praise.given_by_id} - {None}
    return praise.is_shown and (user.pk in own or user.has_perm(MODERATE))


@transaction.atomic
def tell_story(
    *, praise: Praise, title: str, text: str, user: Any, now: datetime
) -> Story:
    """Write the story of praise; it is shown when whom it is about agrees.

    Who tells the own story agrees with it. Another text asks anew; the same text
    changes nothing. Raises PermissionDenied, WrongStateError and WordingError.
    """
    row = locked(praise)
    if not row.is_shown:
        raise WrongStateError
    if not may_tell(row, user):
        raise PermissionDenied
    check_wording(f"{title}\n{text}", user=user)
    known = Story.objects.filter(praise=row).first()
    if known is not None and (known.title, known.text) == (title, text):
        return known
    is_own = user.pk == row.person_id
    story, _is_new = Story.objects.update_or_create(
        praise=row,
        defaults={
            "title": title,
            "text": text,
            "told_by": user,
            "told_at": now,
            "consents": True if is_own else None,
            "answered_at": now if is_own else None,
        },
    )
    if not is_own:
        key = f"{row.pk}:{now.isoformat()}"
        tell(StoryTold, row, actor=user.pk, now=now, key=key, person=row.person_id)
    return story


@transaction.atomic
def answer(*, praise: Praise, agrees: bool, user: Any, now: datetime) -> None:
    """Agree to the own story or not; whoever agreed may change their mind."""
    row = locked(praise)
    if row.person_id is None or user.pk != row.person_id:
        raise PermissionDenied
    changed = Story.objects.filter(praise=row).update(consents=agrees, answered_at=now)
    if not changed:
        raise WrongStateError

"""Allowing a phrase in spite of its rule."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from knowledge_base.models import PhraseOverride

OVERRIDDEN = "lms_knowledge_base.override_phrase"
OVERRIDE = "lms_knowledge_base.override_phraserule"


@transaction.atomic
def override_phrases(*, revision: Any, user: Any, reason: str) -> int:
    """Allow what stops `revision` from being published; return how many phrases.

    Each is logged. Raises PermissionDenied for somebody who may not, and
    ValidationError without a reason.
    """
    if not user.has_perm(OVERRIDE):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError(_("Please say why, in a sentence."))
    entry = revision.as_object()
    blocking = [remark for remark in entry.phrase_remarks() if remark.blocks]
    keys = dict.fromkeys(remark.key for remark in blocking)
    for pattern, text_hash in keys:
        PhraseOverride.objects.get_or_create(
            item=entry.item,
            pattern=pattern,
            text_hash=text_hash,
            defaults={"reason": reason, "user": user},
        )
    if keys:
        phrases = [pattern for pattern, _hash in keys]
        data = {"phrases": [*dict.fromkeys(phrases)], "reason": reason}
        log(instance=entry, action=OVERRIDDEN, user=user, revision=revision, data=data)
    return len(keys)

"""Words of a case become a draft of a script."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.models import Collection

from knowledge_base.models import Script
from knowledge_base.models.parts import put_texts
from knowledge_base.models.spoken import SpokenText
from knowledge_base.services.phrase_checks import Check, find_phrases
from lms.access import hidden_collections
from plugins.case_studies.exceptions import RefusedWordingError
from plugins.case_studies.models import CasePage, ScriptRewrite

WRITE = "lms_knowledge_base.add_script"
CHANGE = "lms_knowledge_base.change_script"


@dataclass(frozen=True, kw_only=True)
class NewWording:
    """What was said, what to say instead, and in which script; None makes a new one."""

    channel: str
    before: str
    after: str
    script: Script | None = None


@transaction.atomic
def rewrite_words(
    *, case: CasePage, user: Any, wording: NewWording, now: datetime
) -> ScriptRewrite:
    """Put a better wording into a draft of a script; nothing is published.

    Raises PermissionDenied, and RefusedWordingError when a phrase of it must not go out.
    """
    script = wording.script
    if not user.has_perm(CHANGE if script else WRITE):
        raise PermissionDenied
    text = SpokenText("text", wording.after, wording.channel)
    check = Check([text], language=case.locale.language_code)
    refused = [each for each in find_phrases(check, user=user) if each["blocks"]]
    if refused:
        raise RefusedWordingError([each["phrase"] for each in refused])
    draft = _draft(case, script, user)
    put_texts(draft, {wording.channel: wording.after})
    if script is None:
        draft.full_clean(exclude=["latest_revision", "live_revision"])
        draft.save()
        draft.items.filter(owner=None).update(owner=user)
    revision = draft.save_revision(user=user, log_action=True)
    return ScriptRewrite.objects.create(
        page=case,
        channel=wording.channel,
        before=wording.before,
        after=wording.after,
        script=Script.objects.get(pk=draft.pk),
        revision=revision,
        written_by=user,
        created_at=now,
    )


def _draft(case: CasePage, script: Script | None, user: Any) -> Any:
    if script is not None:
        lock = script.get_lock()
        if script.collection_id in hidden_collections(user) or (
            lock and lock.for_user(user)
        ):
            raise PermissionDenied
        return script.get_latest_revision_as_object()
    collection = Collection.get_first_root_node()
    if collection.pk in hidden_collections(user):
        raise PermissionDenied
    return Script(
        title=case.title, locale=case.locale, live=False, collection=collection
    )

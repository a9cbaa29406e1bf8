from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from knowledge_base.importers.drafts import PhraseDraft, RewritingDraft, State
from knowledge_base.importers.items import Stored
from knowledge_base.importers.validity import labels_of
from knowledge_base.models import PhraseRule, RewritingPair
from lms.row_history import recorded

Row = TypeVar("Row", bound=Model)


def store_phrase(draft: PhraseDraft) -> Stored:
    """Add or update a phrase; raises RefusedContentError."""
    key = {
        "pattern": draft.pattern,
        "language": draft.language,
        "channel": draft.channel,
    }
    return Stored(_store(PhraseRule, key, draft.values), draft.remarks)


def store_rewriting(draft: RewritingDraft) -> Stored:
    """Add or update a rewriting pair; raises RefusedContentError."""
    key = {"stiff": draft.stiff, "language": draft.language}
    return Stored(_store(RewritingPair, key, draft.values), draft.remarks)


def _store(
    model: type[Row], key: Mapping[str, str], values: Mapping[str, Any]
) -> State:
    found = model._default_manager.filter(**key).first()
    row = found or model(**key)
    if found and all(getattr(row, name) == value for name, value in values.items()):
        return State.UNCHANGED
    for name, value in values.items():
        setattr(row, name, value)
    with labels_of(row):
        row.full_clean()
    with recorded(None, _("Imported")):
        row.save()
    return State.UPDATED if found else State.ADDED

from django.utils.translation import gettext as _

from knowledge_base.importers.drafts import PhraseDraft, State
from knowledge_base.importers.items import Stored
from knowledge_base.models import PhraseRule
from knowledge_base.models.history import recorded


def store_phrase(draft: PhraseDraft) -> Stored:
    """Add or update a phrase; raises ValidationError."""
    key = {
        "pattern": draft.pattern,
        "language": draft.language,
        "channel": draft.channel,
    }
    found = PhraseRule.objects.filter(**key).first()
    row = found or PhraseRule(**key)
    is_same = all(getattr(row, name) == value for name, value in draft.values.items())
    if found and is_same:
        return Stored(State.UNCHANGED, draft.remarks)
    for name, value in draft.values.items():
        setattr(row, name, value)
    row.full_clean()
    with recorded(None, _("Imported")):
        row.save()
    return Stored(State.UPDATED if found else State.ADDED, draft.remarks)

from knowledge_base.importers.drafts import PlaceholderDraft, State
from knowledge_base.importers.items import Stored
from knowledge_base.importers.validity import labels_of
from knowledge_base.models import Placeholder


def store_placeholder(draft: PlaceholderDraft) -> Stored:
    """Add or update a placeholder; raises RefusedContentError."""
    found = Placeholder.objects.filter(name=draft.name).first()
    row = found or Placeholder(name=draft.name)
    is_same = all(getattr(row, name) == value for name, value in draft.values.items())
    if found and is_same:
        return Stored(State.UNCHANGED, draft.remarks)
    for name, value in draft.values.items():
        setattr(row, name, value)
    with labels_of(row):
        row.full_clean()
    row.save()
    return Stored(State.UPDATED if found else State.ADDED, draft.remarks)

"""The texts that are kept beside what is live, as readers see them."""

from knowledge_base.models import KnowledgeItem
from knowledge_base.models.item import note_text


def note_missing_texts() -> None:
    """Keep the text of whatever was written past the models, in SQL."""
    for item in KnowledgeItem.objects.filter(live_text=None).iterator():
        if item.content is not None:
            note_text(item, item.content)

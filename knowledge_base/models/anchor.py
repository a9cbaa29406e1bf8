"""The anchor of one item, with what its page says of it: compiled once, one query."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

from knowledge_base.models.feedback_summary import with_feedback
from knowledge_base.models.freshness import with_check
from knowledge_base.models.hashing import live_text_hash
from knowledge_base.models.item import KnowledgeItem
from knowledge_base.models.kinds import kind_of
from knowledge_base.models.personal import Use, items_as_seen_by
from lms.access import Reader, key_of
from lms.prepared import Prepared, Slot


def anchor_of(entry: Any, user: Reader, *, used_since: datetime) -> Any:
    """Return the anchor of an article, FAQ entry or script, and keep it as `entry.item`.

    It has what `items_as_seen_by`, `with_check` and `with_feedback` add.
    """
    moment = Use._meta.get_field("used_at")
    found = _ANCHOR.objects(
        type=ContentType.objects.get_for_model(entry).pk,
        entry=entry.pk,
        person=key_of(user),
        since=moment.get_db_prep_value(used_since, connections[DEFAULT_DB_ALIAS]),
        text=live_text_hash(entry),
        kind=str(kind_of(entry)),
    )
    entry.__dict__.setdefault("_prefetched_objects_cache", {})["items"] = found
    return entry.item


def _anchor() -> QuerySet[KnowledgeItem]:
    person = Slot("person")()
    items = items_as_seen_by(person, used_since=Slot("since")()).filter(
        content_type=Slot("type")(), object_id=Slot("entry")()
    )
    items = with_check(items, Slot("kind")())
    return with_feedback(items, Slot("text")(), person).select_related(None)


_ANCHOR = Prepared(_anchor)

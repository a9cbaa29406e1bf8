"""What follows from a meeting: who does what by when, and which issues were raised."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lms.events import tell
from plugins.community.events import ItemGiven
from plugins.community.models import Item, Meeting
from plugins.community.services.meetings import check_organiser, locked


@transaction.atomic
def add(
    *, meeting: Meeting, values: Mapping[str, Any], user: Any, now: datetime
) -> Item:
    """Write down what somebody does; the same again is the first. The owner is told."""
    row = locked(meeting)
    check_organiser(user, row)
    same = {name: values[name] for name in ("title", "owner")}
    known = row.items.filter(**same, done_at=None).first()
    if known is not None:
        return known
    item = Item.objects.create(meeting=row, **values)
    if item.owner_id is not None:
        key = f"{item.pk}:{item.owner_id}"
        tell(ItemGiven, row, actor=user.pk, now=now, key=key, owner=item.owner_id)
    return item


@transaction.atomic
def tick(*, item: Item, done: bool, user: Any, now: datetime) -> None:
    """Say that it is done, or take that back: the owner, and whoever organises."""
    if not may_tick(item, user):
        raise PermissionDenied
    row = Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if done == (row.done_at is not None):
        return
    row.done_at, row.done_by = (now, user) if done else (None, None)
    row.save(update_fields=["done_at", "done_by"])


def may_tick(item: Item, user: Any) -> bool:
    """Tell whether somebody may tick it off."""
    is_owner = item.owner_id is not None and item.owner_id == user.pk
    return is_owner or item.meeting.may_organise(user)


@transaction.atomic
def remove(*, item: Item, user: Any) -> None:
    """Take away what was written down by mistake."""
    check_organiser(user, item.meeting)
    item.delete()

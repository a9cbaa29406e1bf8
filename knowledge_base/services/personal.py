"""What people star and use."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from knowledge_base.enums import Channel, UseKind
from knowledge_base.models import Favorite, KnowledgeItem, Use

ONE_USE = timedelta(seconds=30)
"""Within this time the same person does not use the same item twice."""


def set_favorite(*, user: Any, item: KnowledgeItem, wanted: bool) -> None:
    """Star an item or take the star away; safe to repeat."""
    if wanted:
        Favorite.objects.get_or_create(user=user, item=item)
    else:
        Favorite.objects.filter(user=user, item=item).delete()


@transaction.atomic
def record_use(
    *,
    user: Any,
    item: KnowledgeItem,
    how: UseKind,
    channel: Channel | None = None,
    now: datetime,
) -> bool:
    """Note that `user` used an item; return False if that is noted already.

    A person's uses are noted one after the other, so that a double click is one.
    """
    people = get_user_model()._default_manager
    people.select_for_update(no_key=True).get(pk=user.pk)
    same = Use.objects.filter(user=user, item=item, how=how)
    if same.filter(used_at__gt=now - ONE_USE).exists():
        return False
    Use.objects.create(
        user=user, item=item, how=how, channel=channel or "", used_at=now
    )
    return True


def forget_uses(*, before: datetime) -> int:
    """Delete what was used earlier than `before`; return how many rows."""
    return Use.objects.filter(used_at__lt=before).delete()[0]

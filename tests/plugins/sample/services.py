from datetime import datetime
from typing import Any

from django.db import transaction

from lms.events import Target, publish
from tests.plugins.sample.events import NoticeHung
from tests.plugins.sample.models import Notice


@transaction.atomic
def hang_notice(*, text: str, author: Any, now: datetime) -> Notice:
    """Hang a notice and tell."""
    notice = Notice.objects.create(text=text, author=author)
    publish(
        NoticeHung(
            actor_id=author.pk,
            target=Target.of(notice),
            occurred_at=now,
            key=f"{NoticeHung.name}:{notice.pk}",
        )
    )
    return notice

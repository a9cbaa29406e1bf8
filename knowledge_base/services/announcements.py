"""Tells as events what Wagtail tells by its signals."""

from typing import Any

from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.signals import page_published, page_unpublished, published, unpublished

from knowledge_base.events import ContentPublished, ContentUnpublished
from knowledge_base.models import ArticlePage, Faq, Script
from knowledge_base.services.authorship import credit_writers
from knowledge_base.services.review_tasks import note_publication
from lms.events import Event, Target, publish


def connect() -> None:
    """Listen to Wagtail; safe to repeat."""
    for on, off, models in (
        (page_published, page_unpublished, [ArticlePage]),
        (published, unpublished, [Faq, Script]),
    ):
        for model in models:
            on.connect(_published, model, dispatch_uid=f"published {model}")
            off.connect(_unpublished, model, dispatch_uid=f"unpublished {model}")


def _published(*, instance: Any, revision: Any = None, **_kwargs: object) -> None:
    user = get_active_log_context().user
    note_publication(content=instance, user=user, now=timezone.now())
    _tell(ContentPublished, instance, instance.last_published_at)
    credit_writers(content=instance, revision=revision, now=timezone.now())


def _unpublished(*, instance: Any, **_kwargs: object) -> None:
    _tell(ContentUnpublished, instance, timezone.now())


def _tell(kind: type[Event], content: Any, moment: Any) -> None:
    user = get_active_log_context().user
    target = Target.of(content)
    publish(
        kind(
            actor_id=user and user.pk,
            target=target,
            occurred_at=moment or timezone.now(),
            key=f"{kind.name}:{target.model}:{target.key}:{moment}",
        )
    )

"""The past of the demo: who wrote and published what in the last twelve months.

An import knows only today. Here what it brought gets earlier versions, dates and entries
in the log. All of it is drawn from where an item came from, so it is the same on each
machine. The rows are written in bulk and past Wagtail's actions, each of which would
store the whole item again and date it today.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from random import Random
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import registry
from wagtail.models import Page, PageLogEntry, Revision

from knowledge_base.models import ArticlePage, Faq, KnowledgeItem, Script
from lms.enums import Role
from lms.roles import role_group

_OLDEST, _NEWEST = 360.0, 2.0
"""Days ago."""
_REVISED = 0.4
"""The share of items that were written in several steps."""
_BATCH = 200
_LISTS = ("variants", "notes", "other_questions", "script_links")
_PARAGRAPH_END = re.compile(r"(?<=</p>)|(?<=</ul>)|(?<=</ol>)")
_WRITERS = (Role.CONTRIBUTOR, Role.EDITOR, Role.TRAINER)
_APPROVERS = (Role.EDITOR, Role.REVIEWER)


@dataclass(frozen=True)
class Step:
    """A version that was published: how much of today's text it had, when, by whom."""

    share: float
    written_at: datetime
    author: Any
    published_at: datetime
    publisher: Any


@dataclass(frozen=True)
class Past:
    """An item with its steps and their versions, the one that was imported last."""

    anchor: KnowledgeItem
    item: Any
    steps: Sequence[Step]
    versions: Sequence[Revision]


@transaction.atomic
def tell_history(*, since: datetime, now: datetime) -> set[int]:
    """Give a past to what was imported since then; return the keys of its anchors.

    Nothing happens on a site where nobody may write or nobody may approve.
    """
    writers, approvers = _people(_WRITERS), _people(_APPROVERS)
    if not (writers and approvers):
        return set()
    pasts = []
    for anchor, item in _imported(since):
        teams = [
            _fluent(team, item.locale.language_code) for team in (writers, approvers)
        ]
        pasts.append(_past(anchor, item, _steps(anchor, now, *teams)))
    _store_versions(pasts)
    _store_dates(pasts)
    _store_log(pasts)
    return {past.anchor.pk for past in pasts}


def _people(roles: Sequence[Role]) -> list[Any]:
    users = get_user_model()._default_manager
    found = users.filter(groups__in=[*map(role_group, roles)]).distinct()
    return [*found.select_related("wagtail_userprofile").order_by("username")]


def _fluent(people: Sequence[Any], language: str) -> Sequence[Any]:
    """Return who can write in a language: in English all, in Chinese most."""
    if language == "en":
        return people
    others = [p for p in people if p.wagtail_userprofile.preferred_language != "en"]
    return others or people


def _imported(since: datetime) -> Iterator[tuple[KnowledgeItem, Any]]:
    fresh = KnowledgeItem.objects.filter(created_at__gte=since).exclude(source="")
    anchors = {
        (anchor.content_type_id, anchor.object_id): anchor
        for anchor in fresh.select_related("owner")
    }
    models: Sequence[Any] = (Script, Faq, ArticlePage)
    for model in models:
        kind = ContentType.objects.get_for_model(model).pk
        keys = [key for content_type, key in anchors if content_type == kind]
        items = model._default_manager.filter(pk__in=keys, live=True)
        for item in items.select_related("latest_revision", "locale").order_by("pk"):
            yield anchors[kind, item.pk], item


def _steps(
    anchor: KnowledgeItem,
    now: datetime,
    writers: Sequence[Any],
    approvers: Sequence[Any],
) -> list[Step]:
    chance = Random(anchor.source)  # noqa: S311 (nothing is secret here)
    count = chance.choice((2, 3, 4)) if chance.random() < _REVISED else 1
    start = chance.uniform(_OLDEST, _NEWEST)
    ages = [chance.uniform(start, _NEWEST) for _ in range(count - 1)]
    moments = sorted(_at_work(now, age, chance) for age in (start, *ages))
    authors = [chance.choice(writers) for _ in moments]
    if anchor.owner in writers:
        authors[0] = anchor.owner
    return [
        Step(
            share=0.5 + 0.5 * (number / count),
            written_at=moment,
            author=author,
            published_at=moment + timedelta(minutes=chance.randrange(10, 900)),
            publisher=chance.choice(approvers),
        )
        for number, (moment, author) in enumerate(zip(moments, authors, strict=True), 1)
    ]


def _at_work(now: datetime, days: float, chance: Random) -> datetime:
    day = timezone.localtime(now - timedelta(days=days))
    return day.replace(hour=chance.randrange(9, 18), minute=chance.randrange(60))


def _past(anchor: KnowledgeItem, item: Any, steps: Sequence[Step]) -> Past:
    imported = item.latest_revision
    earlier = [
        Revision(
            content_type_id=imported.content_type_id,
            base_content_type_id=imported.base_content_type_id,
            object_id=imported.object_id,
            object_str=imported.object_str,
            user=step.author,
            created_at=step.written_at,
            content=_shortened(imported.content, step.share),
        )
        for step in steps[:-1]
    ]
    # It keeps no author: by that the next import knows it.
    imported.created_at = steps[-1].written_at
    return Past(anchor, item, steps, [*earlier, imported])


def _shortened(content: Mapping[str, Any], share: float) -> dict[str, Any]:
    """Return a version that has not all of the rows, blocks and paragraphs yet."""
    cut: dict[str, Any] = {
        key: _first(content[key], share) for key in _LISTS if key in content
    }
    if "body" in content:
        cut["body"] = json.dumps(_first(json.loads(content["body"]), share))
    if "answer" in content:
        paragraphs = _PARAGRAPH_END.split(content["answer"])
        cut["answer"] = "".join(_first(paragraphs, share))
    return {**content, **cut}


def _first(rows: Sequence[Any], share: float) -> list[Any]:
    return [*rows[: math.ceil(len(rows) * share)]]


def _store_versions(pasts: Sequence[Past]) -> None:
    earlier = chain.from_iterable(past.versions[:-1] for past in pasts)
    Revision.objects.bulk_create(earlier, batch_size=_BATCH)
    imported = [past.versions[-1] for past in pasts]
    Revision.objects.bulk_update(imported, ["created_at"], batch_size=_BATCH)


def _store_dates(pasts: Sequence[Past]) -> None:
    for past in pasts:
        past.anchor.created_at = past.steps[0].written_at
        past.item.first_published_at = past.steps[0].published_at
        past.item.last_published_at = past.steps[-1].published_at
        past.item.latest_revision_created_at = past.steps[-1].written_at
    anchors = [past.anchor for past in pasts]
    KnowledgeItem.objects.bulk_update(anchors, ["created_at"], batch_size=_BATCH)
    names = ["first_published_at", "last_published_at"]
    for model in (Script, Faq):
        entries = [past.item for past in pasts if isinstance(past.item, model)]
        model._default_manager.bulk_update(entries, names, batch_size=_BATCH)
    pages = [past.item.page_ptr for past in pasts if isinstance(past.item, Page)]
    names = [*names, "latest_revision_created_at"]
    Page.objects.bulk_update(pages, names, batch_size=_BATCH)


def _store_log(pasts: Sequence[Past]) -> None:
    for model in (Script, Faq, ArticlePage):
        found = [past for past in pasts if isinstance(past.item, model)]
        entries = registry.get_log_model_for_model(model).objects
        for past in found:
            registry.get_logs_for_instance(past.item).delete()
        entries.bulk_create(
            chain.from_iterable(map(_entries, found)), batch_size=_BATCH
        )


def _entries(past: Past) -> Iterator[Any]:
    for number, (step, version) in enumerate(
        zip(past.steps, past.versions, strict=True)
    ):
        action = "wagtail.edit" if number else "wagtail.create"
        yield _entry(past, version, action, step.written_at, step.author)
        when, who = step.published_at, step.publisher
        yield _entry(past, version, "wagtail.publish", when, who)


def _entry(past: Past, version: Revision, action: str, when: datetime, who: Any) -> Any:
    model = registry.get_log_model_for_instance(past.item)
    pages = {"page_id": past.item.pk}
    others = {"object_id": str(past.item.pk)}
    return model(
        content_type_id=past.anchor.content_type_id,
        label=str(past.item)[:255],
        action=action,
        timestamp=when,
        user=who,
        revision=version,
        content_changed=action != "wagtail.publish",
        **(pages if model is PageLogEntry else others),
    )

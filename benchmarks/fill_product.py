"""Fills the product's database with the data set, and indexes it."""

import json
from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import transaction
from django.utils.html import format_html
from wagtail.models import Collection, Locale
from wagtail.users.models import UserProfile

from benchmarks.browser import NAME, PASSWORD
from benchmarks.content import Item, items
from benchmarks.fill_pages import add_below, published
from knowledge_base.enums import Channel, Stage
from knowledge_base.models import (
    ArticlePage,
    CategoryPage,
    Faq,
    KnowledgeItem,
    LibraryPage,
    LiveText,
    Script,
    ScriptVariant,
    Tag,
)
from knowledge_base.models.hashing import live_text
from knowledge_base.services.library import prepare_library
from lms.enums import Role

SHELVES = 12  # of each language
_BATCH = 500


def main(amount: str) -> None:
    """Make the database from nothing."""
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        _add_reader()
        libraries = prepare_library()
        wanted = list(items(int(amount)))
        _add_articles([i for i in wanted if i.kind == "article"], libraries)
        _add_faq([i for i in wanted if i.kind == "faq"])
        _add_scripts([i for i in wanted if i.kind == "script"])
    call_command("wagtail_update_index", verbosity=0)


def _add_reader() -> None:
    reader = get_user_model().objects.create_user(NAME, password=PASSWORD)
    reader.groups.add(Group.objects.get(name=Role.AGENT.group_name))
    UserProfile.objects.create(user=reader, preferred_language="zh-hans")


def _add_articles(found: list[Item], libraries: dict[str, LibraryPage]) -> None:
    for language, library in libraries.items():
        shelves = [CategoryPage(title=f"{n}") for n in range(SHELVES)]
        add_below(library, shelves)
        own = [item for item in found if item.language == language]
        for place, shelf in enumerate(shelves):
            on_shelf = own[place::SHELVES]
            pages = [_article(n, item) for n, item in enumerate(on_shelf)]
            add_below(shelf, pages)
            _add_related(pages, on_shelf)


def _article(number: int, item: Item) -> ArticlePage:
    first, *others = item.paragraphs
    moment = published(number)
    return ArticlePage(
        title=item.title,
        summary=first[:300],
        body=json.dumps(list(_blocks(item, [first[300:], *others]))),
        first_published_at=moment,
        last_published_at=moment,
        latest_revision_created_at=moment,
    )


def _blocks(item: Item, texts: Iterable[str]) -> Iterable[dict[str, Any]]:
    for place, text in enumerate(filter(None, texts)):
        heading = {"level": "2", "text": item.tags[place % len(item.tags)]}
        key = str(uuid5(NAMESPACE_URL, f"{item.title}/{place}"))
        if item.tags:
            yield {"type": "heading", "value": heading, "id": f"{key}-h"}
        yield {"type": "text", "value": format_html("<p>{}</p>", text), "id": key}


def _add_faq(found: list[Item]) -> None:
    entries = [
        Faq(
            **_shared(number, item),
            question=item.title[:200],
            short_answer=item.paragraphs[0][:500],
            answer="".join(format_html("<p>{}</p>", p) for p in item.paragraphs[1:]),
        )
        for number, item in enumerate(found)
    ]
    Faq.objects.bulk_create(entries, _BATCH)
    _add_related(entries, found)


def _add_scripts(found: list[Item]) -> None:
    scripts = [
        Script(
            **_shared(number, item),
            title=item.title[:200],
            short_code=f"s{number}",
            scene=item.tags[0] if item.tags else "",
            stage=Stage.values[number % len(Stage.values)],
        )
        for number, item in enumerate(found)
    ]
    Script.objects.bulk_create(scripts, _BATCH)
    ScriptVariant.objects.bulk_create(
        (
            ScriptVariant(script=script, channel=channel, text=text, sort_order=place)
            for script, item in zip(scripts, found, strict=True)
            for place, (channel, text) in enumerate(
                zip(Channel.values, item.paragraphs, strict=False)
            )
        ),
        _BATCH,
    )
    _add_related(scripts, found)


def _shared(number: int, item: Item) -> dict[str, Any]:
    moment = published(number)
    return {
        "locale": _locale(item.language),
        "translation_key": _key(item),
        "collection": Collection.get_first_root_node(),
        "first_published_at": moment,
        "last_published_at": moment,
    }


def _locale(language: str) -> Locale:
    return Locale.objects.get(language_code=language)


def _key(item: Item) -> UUID:
    return uuid5(NAMESPACE_URL, f"{item.kind}/{item.title}")


def _add_related(rows: list[Any], found: list[Item]) -> None:
    """Add the anchor and the tags of objects of one model."""
    model = type(rows[0])
    content_type = ContentType.objects.get_for_model(model)
    anchors = KnowledgeItem.objects.bulk_create(
        (KnowledgeItem(content_type=content_type, object_id=row.pk) for row in rows),
        _BATCH,
    )
    LiveText.objects.bulk_create(
        (
            LiveText(item=anchor, text=live_text(row))
            for anchor, row in zip(anchors, rows, strict=True)
        ),
        _BATCH,
    )
    through = model._meta.get_field("tags").remote_field.through
    through.objects.bulk_create(
        (
            through(content_object_id=row.pk, tag_id=_tag(name))
            for row, item in zip(rows, found, strict=True)
            for name in item.tags
        ),
        _BATCH,
    )


@cache
def _tag(name: str) -> int:
    return int(Tag.objects.get_or_create(name=name)[0].pk)

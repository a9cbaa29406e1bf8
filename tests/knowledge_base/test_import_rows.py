"""What an import writes is what Wagtail writes when one item is saved and published."""

import re
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from django.apps import apps
from django.db import transaction
from wagtail.blocks import StreamValue
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.models import IndexEntry

from knowledge_base.importers import items
from knowledge_base.importers.drafts import State
from knowledge_base.importers.run import Import
from knowledge_base.importers.tree import own_slug
from knowledge_base.models import (
    ArticlePage,
    CategoryPage,
    Faq,
    FaqQuestion,
    FaqScript,
    KnowledgeItem,
    LibraryPage,
    Script,
    ScriptNote,
    ScriptVariant,
    Tag,
)
from knowledge_base.models.tagged import TaggedArticle, TaggedFaq, TaggedScript
from lms.events import publishing
from lms.models import PublishedEvent
from tests.factories.knowledge_base import PlaceholderFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
FILES = {
    "zh/a.md": "---\ncategory: 售后\ntags: [退款, 新]\nowner: lin\nsummary: 几天。\n---\n"
    "# 退款\n\n一段。\n\n> 提示\n\n| 甲 |\n|---|\n| 乙 |\n\n## 节\n\n又一段。",
    "zh/b.md": "---\ncategory: 售后\n---\n# 退款\n\n同名。",
    "zh/c.md": "# ？！\n\n没有地址的题目。",
    "en/a.md": "---\ncategory: Sales\ntranslation_of: 退款\n---\n# Refund\n\nText.",
    "zh/s.csv": "title,short_code,stage,phone,chat,do,tags\n"
    "安抚,af,安抚,{{customer}}好,在,听|记,退货款\n道别,,,再见,,,\n",
    "en/s.csv": "title,short_code,phone\nSoothe,af,Hello\n",
    "zh/f.csv": "question,other_questions,short_answer,answer,scripts,tags,owner\n"
    "几天？,多久|何时,三天,**发出**后。,af|道别,退款,lin\n",
}
ROWS = [
    *(Page, LibraryPage, CategoryPage, ArticlePage, Script, ScriptVariant, ScriptNote),
    *(Faq, FaqQuestion, FaqScript, Tag, TaggedArticle, TaggedFaq, TaggedScript),
    *(KnowledgeItem, Revision),
]
NOTES = [PageLogEntry, ModelLogEntry, PublishedEvent, ReferenceIndex, IndexEntry]
"""Rows that nothing refers to, so that their order is free."""
CHANCE = {"position", "content_hash", "content_path_hash", "translation_key", "uuid"}


@pytest.fixture
def folder(tmp_path):
    """Return a folder with articles, scripts and FAQ entries, and what they refer to."""
    UserFactory(username="lin")
    PlaceholderFactory(name="customer")
    Tag.objects.create(name="退货款", alias_of=Tag.objects.create(name="退款"))
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


def one_by_one(new, *, publish):
    """Write items as an editor does who saves and publishes each."""
    for each in new:
        item = each.content
        if each.parent:
            item.slug = own_slug(item.title)
            Page.objects.get(pk=each.parent.pk).add_child(instance=item)
            # Wagtail takes the owner for the writer, and an import has none.
            PageLogEntry.objects.filter(page=item).update(user=None)
        else:
            item.save()
            log(instance=item, action="wagtail.create", content_changed=True)
        item.items.update(source=each.source)
        revision = item.save_revision(clean=False)
        if publish:
            revision.publish()
        ReferenceIndex.create_or_update_for_object(item)


def rows_after(load: Callable[[], object]):
    """Return all rows that are there after `load`, and take back what it did."""
    ReferenceIndex.objects.all()  # writes what waits for whoever asks it
    with transaction.atomic():
        load()
        ReferenceIndex.objects.all()
        names = _Names()
        found = {
            model: [*map(names.row, model._base_manager.order_by("pk"))]
            for model in ROWS
        }
        notes = {
            model: sorted(map(names.note, model._base_manager.all()), key=repr)
            for model in NOTES
        }
        links = {
            model: _links(model) for model in (ArticlePage, CategoryPage, Faq, Script)
        }
        problems = Page.find_problems()
        transaction.set_rollback(True)
    return {**found, **notes, "translations": links, "problems": problems}


def _links(model):
    found = model._base_manager.order_by("pk")
    return [[a.translation_key == b.translation_key for b in found] for a in found]


class _Names:
    """Names rows by their place, since no two imports give them the same keys."""

    def __init__(self):
        self.places = {}

    def row(self, row):
        return {
            field.name: self.value(field, getattr(row, field.attname), row)
            for field in row._meta.concrete_fields
            if field.name not in CHANCE
        }

    def note(self, row):
        target = {"of": _target(row, self)}
        pk = row._meta.pk.name
        return target | {k: v for k, v in self.row(row).items() if k != pk}

    def value(self, field, value, row):
        if field.primary_key and not field.remote_field:
            return self.place(type(row), value)
        if field.remote_field:
            return self.place(field.related_model, value)
        if isinstance(row, Revision) and field.name == "content":
            return self.content(row.content_type.model_class(), value)
        return _plain(field.name, value)

    def content(self, model, content):
        children = {r.get_accessor_name(): r for r in model._meta.related_objects}
        return {
            name: [self.content(children[name].related_model, row) for row in value]
            if name in children
            else self.saved(model, name, value)
            for name, value in content.items()
            if name not in CHANCE
        }

    def saved(self, model, name, value):
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        if name == "pk":
            return self.place(model, value)
        if name == "body":
            value = field.to_python(value)
        if field.remote_field:
            return self.place(field.related_model, value)
        return _plain(name, value)

    def place(self, model, key):
        if key is None:
            return None
        model = model._meta.concrete_model
        model = Page if issubclass(model, Page) else model
        if model not in self.places:
            keys = model._base_manager.order_by("pk").values_list("pk", flat=True)
            self.places[model] = {found: place for place, found in enumerate(keys)}
        return model.__name__, self.places[model].get(key)


def _target(row, names):
    if isinstance(row, PublishedEvent):
        return names.place(apps.get_model(row.target_model), int(row.target_key))
    if isinstance(row, PageLogEntry):
        return None
    return names.place(row.content_type.model_class(), int(row.object_id))


def _plain(name, value):
    if name in {"object_id", "to_object_id", "target_key", "key"}:
        return bool(value)
    if name == "content_path":
        return [part.isdigit() or _is_chance(part) or part for part in value.split(".")]
    if name in {"slug", "url_path"}:
        return re.sub("[0-9a-f]{8}", "", value)
    if isinstance(value, StreamValue):
        return [(b.block_type, b.block.get_prep_value(b.value)) for b in value]
    return type(value) if isinstance(value, datetime | UUID) else value


def _is_chance(part):
    try:
        return bool(UUID(part))
    except ValueError:
        return False


@pytest.mark.cases
@pytest.mark.parametrize("publish", [True, False])
def test_an_import_writes_what_saving_each_item_by_hand_would(
    folder, publish, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(publishing, "has_listener", lambda _kind: False)

    def load():
        with django_capture_on_commit_callbacks(execute=True):
            report = Import(path=folder, publish=publish).run()
        assert not report.failures
        assert {outcome.state for outcome in report.outcomes} == {State.ADDED}

    together = rows_after(load)
    with monkeypatch.context() as by_hand:
        by_hand.setattr(items, "add_items", one_by_one)
        expected = rows_after(load)

    assert len(together[ArticlePage]) == 4
    for kind, rows in expected.items():
        assert together[kind] == rows, kind


def test_a_bad_row_is_named_and_the_rest_of_its_batch_is_kept(tmp_path):
    rows = [f"话术{n},c{n},好\n" for n in range(9)]
    rows[6] = "重复,c1,好\n"  # refused when all are written, not before
    table = "title,short_code,phone\n" + "".join(rows)
    (tmp_path / "s.csv").write_text(table, "utf-8")

    report = Import(path=tmp_path, publish=True).run()

    [failure] = report.failures
    assert failure.place.startswith("s.csv")
    assert "8" in failure.place
    assert Script.objects.filter(live=True).count() == 8
    again = Import(path=tmp_path, publish=True).run()
    assert again.count("script", State.UNCHANGED) == 8
    assert len(again.failures) == 1


def test_an_import_of_many_asks_no_more_for_each_than_one_of_few(
    tmp_path, django_assert_max_num_queries
):
    for number in range(40):
        text = f"---\ntags: [甲, 乙]\n---\n# 题 {number}\n\n文"
        (tmp_path / f"{number}.md").write_text(text, "utf-8")
    Import(path=tmp_path / "0.md", root=tmp_path, publish=True).run()

    with django_assert_max_num_queries(40 * 4):
        report = Import(path=tmp_path, publish=True).run()

    assert report.count("article", State.ADDED) == 39
    assert Page.find_problems() == ([], [], [], [], [])

"""Tags have one name and many aliases; renaming and merging reach old versions too."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from knowledge_base.exceptions import TakenNameError, UnmergeableTagsError
from knowledge_base.models import ArticlePage, Faq, Script, Tag
from knowledge_base.services.tags import merge_tags, write_tag
from lms.search.engine import search
from lms.search.entries import entry_of
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

FACTORIES = [ArticlePageFactory, FaqFactory, ScriptFactory]
each_kind = pytest.mark.parametrize(
    "factory", FACTORIES, ids=["article", "FAQ entry", "script"]
)


def wide(text):
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


def tag(name, *aliases):
    return write_tag(tag=Tag(name=name), aliases=aliases, user=None)


def names_of(item):
    """Return the tags as the database has them."""
    fresh = type(item).objects.get(pk=item.pk)
    return sorted(str(row) for row in fresh.tags.all())


def merge(gone, kept):
    return merge_tags(
        tag=Tag.objects.get(name=gone), into=Tag.objects.get(name=kept), user=None
    )


def old_version(item, *later):
    """Return a version of an item as it is, and give the item other tags after it."""
    version = item.save_revision()
    item.tags.set(later)
    item.save_revision().publish()
    return version


# Names


@pytest.mark.cases
@pytest.mark.parametrize("name", [wide("refund"), "Refund", "re fund", "REFUND "])
def test_another_way_to_write_a_tag_is_the_tag(name):
    item = ScriptFactory(tags=["refund"])

    item.tags.add(name)
    item.save()

    assert names_of(item) == ["refund"]
    assert Tag.objects.count() == 1


@pytest.mark.cases
@pytest.mark.parametrize("name", ["退 款", "退款", "退錢", "退钱"])
def test_a_name_or_alias_that_is_taken_is_refused(name):
    tag("退款", "退钱")

    with pytest.raises(TakenNameError, match="退款"):
        tag(name)
    with pytest.raises(TakenNameError, match="退款"):
        tag("运费", name)
    assert Tag.objects.canonical().count() == 1


def test_the_database_itself_refuses_a_double():
    Tag.objects.create(name="refund")

    with pytest.raises(IntegrityError), transaction.atomic():
        Tag.objects.create(name=wide("Refund"))


@each_kind
def test_an_alias_typed_as_a_tag_gives_the_tag(factory):
    tag("退款", "退钱", "refund")

    item = factory(tags=["退錢", "Refund", "退款"])

    assert names_of(item) == ["退款"]


def test_the_old_name_of_a_renamed_tag_is_an_alias():
    item = FaqFactory(tags=["退钱"])
    renamed = Tag.objects.get()
    renamed.name = "退款"

    write_tag(tag=renamed, aliases=[], user=None)

    assert names_of(item) == ["退款"]
    assert renamed.alias_names == ["退钱"]
    assert names_of(ScriptFactory(tags=["退钱"])) == ["退款"]


def test_a_tag_may_be_renamed_to_its_alias_and_back():
    first = tag("退钱", "退款")
    for name in ["退款", "退钱", "退款"]:
        first.name = name
        write_tag(tag=first, aliases=first.alias_names, user=None)

    first.refresh_from_db()
    assert first.name == "退款"
    assert first.alias_names == ["退钱"]


def test_a_name_that_is_an_alias_no_more_may_be_a_tag():
    first = tag("退款", "退钱")

    write_tag(tag=first, aliases=[], user=None)

    assert tag("退钱").name == "退钱"


# Merging


@each_kind
def test_after_a_merge_an_item_has_the_tag_that_stays_once(factory):
    both, one = factory(tags=["退款", "退钱"]), factory(tags=["退钱"])

    assert merge("退钱", "退款") == 2

    assert names_of(both) == names_of(one) == ["退款"]
    assert both.tagged_items.model.objects.filter(content_object=both).count() == 1


def test_names_and_aliases_of_a_merged_tag_lead_to_the_other():
    tag("退钱", "返钱")
    tag("退款", "refund")

    merge("退钱", "退款")

    kept = Tag.objects.canonical().get()
    assert sorted(kept.alias_names) == sorted(["refund", "返钱", "退钱"])


def test_a_tag_is_not_merged_with_itself_or_with_an_alias():
    first = tag("退款", "退钱")
    alias = first.aliases.get()

    for other in (first, alias):
        with pytest.raises(UnmergeableTagsError):
            merge_tags(tag=first, into=other, user=None)


def test_a_merge_is_in_the_audit_log():
    person = UserFactory()
    FaqFactory(tags=["退钱", "退款"])
    gone, kept = Tag.objects.get(name="退钱"), Tag.objects.get(name="退款")

    merge_tags(tag=gone, into=kept, user=person)

    entry = ModelLogEntry.objects.filter(object_id=kept.pk).latest("pk")
    assert entry.user == person
    assert entry.data == {"merged": "退钱", "into": "退款", "items": 1}
    assert "退钱" in entry.message


# Old versions


@each_kind
def test_i12_an_old_version_published_after_a_merge_has_the_tag_that_stays(factory):
    item = factory(tags=["退钱", "运费"])
    version = old_version(item, "运费")
    tag("退款")

    merge("退钱", "退款")
    version.refresh_from_db()
    version.publish()

    assert names_of(item) == sorted(["运费", "退款"])
    assert sorted(Tag.objects.canonical().values_list("name", flat=True)) == sorted(
        ["运费", "退款"]
    )


@each_kind
def test_i12_an_old_version_with_both_tags_gets_one(factory):
    item = factory(tags=["退钱", "退款"])
    version = old_version(item)

    merge("退钱", "退款")
    version.refresh_from_db()
    version.publish()

    assert names_of(item) == ["退款"]
    assert item.tagged_items.model.objects.filter(content_object=item).count() == 1


@each_kind
def test_a_version_read_after_two_merges_has_the_last_tag(factory):
    version = old_version(factory(tags=["甲"]))
    tag("乙")
    tag("丙")

    merge("甲", "乙")
    merge("乙", "丙")
    version.refresh_from_db()

    assert [str(found) for found in version.as_object().tags.all()] == ["丙"]


@each_kind
def test_a_version_that_is_scheduled_is_published_with_the_tag_that_stays(
    factory, django_capture_on_commit_callbacks
):
    item = factory(tags=["退钱"])
    item.go_live_at = timezone.now() + timezone.timedelta(hours=1)
    version = item.save_revision()
    version.publish()
    tag("退款")

    merge("退钱", "退款")
    version.refresh_from_db()
    type(version).objects.filter(pk=version.pk).update(
        approved_go_live_at=timezone.now() - timezone.timedelta(hours=1)
    )
    content = {**version.content, "go_live_at": None}
    type(version).objects.filter(pk=version.pk).update(content=content)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("publish_scheduled")

    assert names_of(item) == ["退款"]


def test_a_copy_of_an_article_with_its_versions_has_the_tag_that_stays():
    page = ArticlePageFactory(tags=["退钱"])
    old_version(page)
    tag("退款")

    merge("退钱", "退款")
    page = ArticlePage.objects.get(pk=page.pk)
    copy = page.copy(update_attrs={"slug": "copy"}, copy_revisions=True)

    found = [version.as_object().tags.names() for version in copy.revisions.all()]
    assert ["退款"] in [list(names) for names in found]
    assert {name for names in found for name in names} == {"退款"}


@each_kind
def test_a_version_from_before_a_rename_has_the_new_name(factory):
    item = factory(tags=["退钱"])
    version = old_version(item)
    renamed = Tag.objects.get(name="退钱")
    renamed.name = "退款"
    write_tag(tag=renamed, aliases=[], user=None)

    version.refresh_from_db()
    version.publish()

    assert names_of(item) == ["退款"]


def test_a_version_finds_its_tag_though_the_alias_is_gone():
    item = FaqFactory(tags=["退钱"])
    version = old_version(item)
    kept = tag("退款")
    merge("退钱", "退款")
    write_tag(tag=kept, aliases=[], user=None)

    version.refresh_from_db()
    version.publish()

    assert names_of(item) == ["退款"]
    assert kept.alias_names == []


def test_a_draft_typed_before_a_merge_and_saved_after_it_has_the_tag_that_stays():
    item = ScriptFactory(tags=["退钱"])
    tag("退款")
    typed = [str(name) for name in item.tags.all()]

    merge("退钱", "退款")
    item.tags.set(typed)
    item.save()

    assert names_of(item) == ["退款"]


# Search


@pytest.fixture
def indexed(django_capture_on_commit_callbacks):
    def run(make):
        with django_capture_on_commit_callbacks(execute=True):
            return make()

    return run


@pytest.mark.cases
@pytest.mark.parametrize("query", ["tag:返钱", "标签:返錢", "返钱"])
def test_search_by_an_alias_finds_what_has_the_tag(indexed, query):
    indexed(lambda: tag("退款", "返钱"))
    item = indexed(lambda: ScriptFactory(tags=["退款"]))

    assert [hit.title for hit in search(query, user=None).hits] == [item.title]


def test_search_by_a_new_alias_finds_what_was_there(indexed):
    item = indexed(lambda: FaqFactory(tags=["退款"]))
    known = Tag.objects.get()

    indexed(lambda: write_tag(tag=known, aliases=["返钱"], user=None))

    found = search("tag:返钱", user=None)
    assert [hit.title for hit in found.hits] == [item.title]
    assert dict(found.facets.tags) == {"退款": 1}


def test_after_a_merge_search_finds_all_by_either_name(indexed):
    first = indexed(lambda: FaqFactory(tags=["退款"]))
    other = indexed(lambda: ScriptFactory(tags=["返钱"]))

    indexed(lambda: merge("返钱", "退款"))

    for query in ["tag:退款", "tag:返钱"]:
        titles = {hit.title for hit in search(query, user=None).hits}
        assert titles == {first.title, other.title}


@pytest.mark.cases
@pytest.mark.parametrize("query", ["", "到账"])
def test_an_address_with_an_alias_lists_what_has_the_tag(client_as, indexed, query):
    indexed(lambda: tag("退款", "返钱"))
    item = indexed(lambda: FaqFactory(tags=["退款"]))
    indexed(lambda: FaqFactory(question="到账问题无标签"))

    response = client_as("agent").get("/search/", {"q": query, "tag": "返钱"})

    assert [hit.title for hit in response.context["hits"]] == [item.title]


def test_indexing_reads_aliases_at_once_for_all_items(indexed):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            for script in Script.get_indexed_objects():
                entry_of(script)
        return len(captured)

    tag("退款", "返钱")
    ScriptFactory(tags=["退款"])
    few = queries()
    for number in range(10):
        ScriptFactory(tags=["退款", f"标签{number}"])

    assert queries() == few
    assert Faq.objects.count() == 0

"""When the index is written, and what is in it."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from modelsearch.index import get_indexed_models
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from knowledge_base.models import ArticlePage, FaqQuestion
from knowledge_base.models.tag import Tag
from lms.search import signals
from lms.search.backends.indexing import LaterIndexMixin, Reindexing
from lms.search.engine import search
from lms.search.upkeep import examine
from tests.factories.knowledge_base import ArticlePageFactory, FaqFactory, ScriptFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def connected():
    signals.connect()


def total(query):
    return search(query, user=None).total


def test_nothing_is_written_before_the_commit(db):
    ArticlePageFactory(title="退款政策")

    assert total("退款") == 0


def test_tags_are_there_after_the_first_save(article):
    article("政策", tags=["退款"])

    assert total("tag:退款") == 1


def test_tags_are_there_after_publishing_a_revision(article, committed):
    page = article("政策")
    page.tags.add("退款")
    with committed():
        page.save_revision().publish()

    assert total("tag:退款") == 1


def test_a_tag_that_was_taken_off_is_gone(article, committed):
    page = article("政策", tags=["退款"])
    page.tags.remove("退款")
    with committed():
        page.save()

    assert total("tag:退款") == 0


def test_a_renamed_tag_is_known_by_its_new_name(article, committed):
    article("政策", tags=["退款"])
    tag = Tag.objects.get(name="退款")
    tag.name = "退货"
    with committed():
        tag.save()

    assert (total("tag:退款"), total("tag:退货")) == (0, 1)


def test_a_child_row_is_found_when_it_alone_is_saved(committed):
    with committed():
        faq = FaqFactory(question="多久到账")
    with committed():
        FaqQuestion.objects.create(faq=faq, text="几天能收到钱")

    assert total("收到钱") == 1


def test_what_a_script_says_is_found(committed):
    with committed():
        ScriptFactory(title="致歉", variants={"phone": "非常抱歉让您久等"})

    assert total("久等") == 1


def test_a_draft_does_not_replace_what_is_published(article, committed):
    page = article("退款政策")
    page.title = "换货政策"
    with committed():
        page.save_revision()

    assert (total("退款"), total("换货")) == (1, 0)


class FakeIndex(LaterIndexMixin):
    write_connection = connection

    def __init__(self):
        self.written = []

    def add_keys(self, model, keys):
        self.written += keys


def test_several_saves_in_a_transaction_are_written_once(article):
    page, index = article("退款政策"), FakeIndex()
    reindexing = Reindexing(index)
    for _save in range(3):
        reindexing.add(page)

    for _commit_hook in range(3):
        reindexing()

    assert index.written == [page.pk]


def test_what_was_rolled_back_is_not_written(committed):
    with committed():
        save_in_vain()
        ArticlePageFactory(title="换货政策", text="")

    assert (total("退款"), total("换货")) == (0, 1)


def save_in_vain():
    with transaction.atomic():
        ArticlePageFactory(title="退款政策")
        transaction.set_rollback(True)


def test_a_deleted_page_leaves_the_index(article):
    page = article("退款政策")
    page.delete()

    assert total("退款") == 0
    assert not IndexEntry.objects.filter(object_id=str(page.pk)).exists()


def test_a_rebuild_writes_what_saving_has_written(article):
    article("退款政策 refunds", "三天", tags=["退款"])
    columns = ("object_id", "title", "autocomplete", "body")
    saved = list(IndexEntry.objects.order_by("pk").values_list(*columns))
    IndexEntry.objects.all().delete()

    call_command("wagtail_update_index", verbosity=0)

    rebuilt = IndexEntry.objects.filter(object_id__in=[row[0] for row in saved])
    assert set(saved) <= set(rebuilt.values_list(*columns))


def test_the_old_index_answers_and_takes_in_changes_during_a_rebuild(
    article, committed
):
    kept, gone = article("退款政策"), article("换货政策")
    backend = get_search_backend()
    rebuilder = backend.rebuilder_class(backend.get_index_for_model(ArticlePage))

    beside = rebuilder.start()
    for model in get_indexed_models():
        beside.add_model(model)
        beside.add_items(model, model.get_indexed_objects())
        assert (total("退款"), total("换货")) == (1, 1)
    new = article("保价政策")
    with committed():
        kept.title = "维修政策"
        kept.save_revision().publish()
    gone.delete()
    assert total("维修") == 1
    rebuilder.finish()

    queries = ("退款", "换货", "保价", "维修", "政策")
    assert [total(query) for query in queries] == [0, 0, 1, 1, 2]
    with committed():
        new.title = "团购政策"
        new.save_revision().publish()
    assert (total("保价"), total("团购")) == (0, 1)
    assert examine().is_right


def test_a_rebuild_takes_out_what_is_gone(article):
    page = article("退款政策")
    ArticlePage.objects.filter(pk=page.pk).delete()
    IndexEntry.objects.update_or_create(
        content_type_id=page.content_type_id,
        object_id="987654",
        defaults={"title": "", "autocomplete": "", "body": ""},
    )

    call_command("wagtail_update_index", verbosity=0)

    assert not IndexEntry.objects.filter(object_id="987654").exists()

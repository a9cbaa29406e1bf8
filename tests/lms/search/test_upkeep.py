"""The index is compared with the content, mended, and caught up after a kill."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from wagtail.search.models import IndexEntry

from lms.models import IndexChange
from lms.search import upkeep
from lms.search.engine import search
from tests.factories.knowledge_base import ArticlePageFactory, FaqFactory
from tests.lms.search.mending import DRIFT, doctor

pytestmark = pytest.mark.django_db


@pytest.fixture
def content(committed):
    with committed():
        call_command("search_doctor", mend=True, verbosity=0)  # what a site begins with
        return [FaqFactory(question=f"退款第 {n} 问") for n in range(4)]


def entries(item):
    return IndexEntry.objects.filter(
        object_id=str(item.pk), content_type__model=item._meta.model_name
    )


def test_what_is_right_is_said_to_be_right(content):
    code, found = doctor()

    assert code == 0
    assert found["objects"] >= 4
    assert [found[name] for name in DRIFT] == [0] * 5


def test_without_an_index_it_says_so(content, monkeypatch):
    def fail():
        raise DatabaseError("no such table")

    monkeypatch.setattr(upkeep, "changes", fail)

    with pytest.raises(CommandError) as caught:
        call_command("search_doctor")

    assert caught.value.returncode == 2


def test_what_nobody_indexed_is_indexed_by_the_next_run(content):
    ArticlePageFactory(title="星际运费")  # the hooks of the commit never ran
    faq = content[0]
    faq.question = "退宽"
    faq.save()
    IndexChange.objects.create(model="gone.plugin", key="1")
    assert search("星际运费", user=None).total == 0

    call_command("run_due", verbosity=0)

    assert search("星际运费", user=None).total == 1
    assert search("退宽", user=None).total == 1
    assert not IndexChange.objects.exists()


def test_what_cannot_be_indexed_waits_and_holds_up_nothing(content, monkeypatch):
    entries(content[1]).delete()
    for faq in content[:2]:
        IndexChange.objects.create(model="lms_knowledge_base.faq", key=str(faq.pk))
    monkeypatch.setattr(upkeep, "_key", broken_key(str(content[0].pk)))

    assert upkeep.catch_up() == 1

    assert IndexChange.objects.get().key == str(content[0].pk)
    assert entries(content[1]).exists()


def broken_key(broken):
    def key(model, text):
        if text == broken:
            raise ValueError(text)
        return text

    return key


def test_what_was_rolled_back_leaves_no_word(content):
    with transaction.atomic():
        ArticlePageFactory(title="星际运费")
        transaction.set_rollback(True)

    assert not IndexChange.objects.exists()


def test_what_was_indexed_at_the_commit_leaves_no_word(content, committed):
    with committed():
        page = ArticlePageFactory(title="星际运费", tags=["运费"])
        page.save()
        assert IndexChange.objects.filter(key=str(page.pk)).count() == 1

    assert not IndexChange.objects.exists()

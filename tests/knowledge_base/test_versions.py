"""The history of an item on the site: published versions, comparing, and no leak."""

import re

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction

from knowledge_base.models import LibraryDocument
from lms.enums import Role
from tests.factories.files import make_document
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CollectionFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.factories.people import UserFactory
from tests.factories.versions import publish, publish_often, submit, write

pytestmark = pytest.mark.django_db
MAKERS = [ArticlePageFactory, FaqFactory, ScriptFactory]
SECRET = "封存条款"


def root():
    return Collection.get_first_root_node()


def history_of(item):
    return reverse("knowledge_base:history", args=[item.item.uuid])


def version_of(item, revision):
    return reverse("knowledge_base:version", args=[item.item.uuid, revision.pk])


def compared(item, old, new="now"):
    address = reverse("knowledge_base:compare", args=[item.item.uuid])
    return f"{address}?old={getattr(old, 'pk', old)}&new={getattr(new, 'pk', new)}"


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.fixture
def agent(client_as):
    return client_as(Role.AGENT)


@pytest.fixture
def closed():
    collection = CollectionFactory()
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="groups"
    )
    return collection


@pytest.mark.parametrize("make", MAKERS)
def test_each_version_tells_number_writer_publisher_and_note(make, agent):
    item = make()
    writer = UserFactory(last_name="文", first_name="心")
    editor = UserFactory(last_name="柳", first_name="岸")
    publish(item, "第一稿", writer)
    write(item, "第二稿", writer)
    publish(item, "第二稿", editor, note="改了到账时间")

    shown = page(agent, history_of(item))

    versions = agent.get(history_of(item)).context["versions"]
    assert [version.number for version in versions] == [2, 1]
    assert [version.writers for version in versions] == [[writer], [writer]]
    assert [version.publisher for version in versions] == [editor, writer]
    assert "改了到账时间" in shown
    assert "文心" in shown
    assert [version.is_live for version in versions] == [True, False]


@pytest.mark.parametrize("make", MAKERS)
def test_a_draft_is_neither_listed_nor_shown_nor_compared(make, agent):
    item = make()
    first = publish(item, "第一稿")
    draft = write(item, f"{SECRET}草稿", note=SECRET)

    assert SECRET not in page(agent, history_of(item))
    assert SECRET not in page(agent, compared(item, first))
    for address in (
        version_of(item, draft),
        compared(item, first, draft),
        compared(item, draft),
    ):
        assert agent.get(address).status_code == 404


@pytest.mark.cases
@pytest.mark.parametrize("asked", ["", "0", "x", "9" * 40, "earliest", "-1"])
def test_what_is_no_version_is_not_found(asked, agent):
    item = FaqFactory()
    publish(item, "第一稿")

    assert agent.get(compared(item, asked)).status_code == 404


def test_a_version_of_another_item_is_not_found(agent):
    item, other = FaqFactory(), FaqFactory()
    version = publish(other, "第一稿")

    assert agent.get(version_of(item, version)).status_code == 404
    assert agent.get(compared(item, version)).status_code == 404


@pytest.mark.parametrize("make", MAKERS)
def test_a_withdrawn_item_has_no_history_for_readers(make, agent):
    item = make()
    version = publish(item, "第一稿")
    item.unpublish()

    for address in (
        history_of(item),
        version_of(item, version),
        compared(item, version),
    ):
        assert agent.get(address).status_code == 404


@pytest.mark.parametrize("make", MAKERS)
def test_an_old_version_is_shown_with_a_warning(make, agent):
    item = make()
    old = publish(item, "旧的说法")
    publish(item, "新的说法")

    shown = page(agent, version_of(item, old))

    assert "旧的说法" in shown
    assert "新的说法" not in shown
    assert 'role="note"' in shown


def test_all_that_a_script_says_is_in_its_old_version(agent):
    words = {"phone": "您好，马上办理。", "chat": "在办了哦。"}
    script = ScriptFactory(variants=words, do=["先道歉"], dont=["推诿"], tags=["退款"])
    old = publish(script, "售后")
    publish(script, "售前")

    shown = page(agent, version_of(script, old))

    for text in (*words.values(), "先道歉", "推诿", "退款", "售后"):
        assert text in shown


def test_changes_are_marked_with_signs_and_elements(agent):
    faq = FaqFactory()
    old = publish(faq, "三个工作日内到账。")
    publish(faq, "五个工作日内到账。")

    shown = page(agent, compared(faq, old))

    assert re.search(r"<del[^>]*>.*?\u2212.*?三</del>", shown)
    assert re.search(r"<ins[^>]*>.*?\+.*?五</ins>", shown)


def test_compared_the_wrong_way_round_the_older_still_comes_first(agent):
    faq = FaqFactory()
    old, new = publish(faq, "三天"), publish(faq, "五天")

    asked = [agent.get(compared(faq, *pair)) for pair in ((old, new), (new, old))]
    assert asked[0].context["changes"] == asked[1].context["changes"]


def test_changed_links_and_attachments_are_listed(agent):
    one, other = make_document(root(), "旧流程"), make_document(root(), "新流程")
    link = '<p>拨<a href="tel:{}">热线</a>，见<a linktype="document" id="{}">表</a></p>'
    faq = FaqFactory()
    old = publish(faq, "请拨热线", answer=link.format(4001, one.pk))
    publish(faq, "请拨热线", answer=link.format(4002, other.pk))

    changes = agent.get(compared(faq, old)).context["changes"]

    assert {c.name: (c.removed, c.added) for c in changes} == {
        "links": (["tel:4001"], ["tel:4002"]),
        "files": (["旧流程"], ["新流程"]),
    }


def test_blocks_of_an_article_are_compared(agent):
    script = ScriptFactory(title="安抚话术")
    article = ArticlePageFactory()
    old = publish(article, "概要", body='[{"type": "text", "value": "<p>三天</p>"}]')
    publish(
        article,
        "概要",
        body=f'[{{"type": "text", "value": "<p>五天</p>"}}, {{"type": "script", "value": {script.pk}}}]',
    )

    changes = agent.get(compared(article, old)).context["changes"]

    assert [(c.name, list(c.added)) for c in changes] == [
        ("body", []),
        ("entries", ["安抚话术"]),
    ]


def test_nothing_closed_shows_through_an_old_version(agent, closed):
    script = ScriptFactory(title=f"{SECRET}话术", collection=closed)
    draft = FaqFactory(question=f"{SECRET}问题", live=False)
    document = make_document(closed, f"{SECRET}表")
    link = f'<p><a linktype="document" id="{document.pk}">表</a></p>'
    faq = FaqFactory(scripts=[script], answer=link)
    blocks = (("script", script), ("faq", draft), ("document", document))
    body = [{"type": kind, "value": row.pk} for kind, row in blocks]
    article = ArticlePageFactory(body=[*body, {"type": "text", "value": link}])
    for item in (faq, article):
        old = publish(item, "旧")
        publish(item, "新", **({"answer": ""} if item is faq else {"body": "[]"}))

        assert SECRET not in page(agent, version_of(item, old))
        assert document.filename not in page(agent, version_of(item, old))
        assert SECRET not in page(agent, compared(item, old))


def test_an_item_that_is_closed_has_no_history(agent, closed):
    faq = FaqFactory(collection=closed)
    version = publish(faq, "旧")

    for address in (
        history_of(faq),
        version_of(faq, version),
        compared(faq, version),
    ):
        assert agent.get(address).status_code == 404


def test_what_was_deleted_since_does_not_break_an_old_version(agent):
    script, document = ScriptFactory(), make_document(root())
    link = f'<p><a linktype="document" id="{document.pk}">表</a></p>'
    faq = FaqFactory(scripts=[script])
    old = publish(faq, "旧", answer=link)
    publish(faq, "新", answer="")
    script.delete()
    LibraryDocument.objects.all().delete()

    page(agent, version_of(faq, old))
    page(agent, compared(faq, old))


@pytest.mark.parametrize("make", MAKERS)
def test_restoring_leads_editors_to_the_editor_with_the_old_text(make, client_as):
    item = make()
    old = publish(item, "旧的说法")
    publish(item, "新的说法")
    editor, reader = client_as(Role.EDITOR), client_as(Role.AGENT)

    shown = page(editor, history_of(item))

    [address] = re.findall(r'href="(/admin/[^"]*revert[^"]*)"', shown)
    assert str(old.pk) in address
    assert "旧的说法" in page(editor, address)
    item.refresh_from_db()
    assert item.live_revision_id != old.pk
    assert "revert" not in page(reader, history_of(item))


def test_whoever_approved_is_named(client_as, agent):
    faq = FaqFactory()
    writer, reviewer = UserFactory(role=Role.CONTRIBUTOR), client_as(Role.REVIEWER)
    write(faq, "改过", writer)
    step = submit(faq, writer)
    step.task.specific.on_action(step, reviewer.user, "approve")

    [version] = agent.get(history_of(faq)).context["versions"]

    assert (version.writers, version.approver) == ([writer], reviewer.user)


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in found)


@pytest.mark.once
@pytest.mark.parametrize("make", MAKERS)
def test_a_long_history_costs_no_more_queries(make, agent):
    item, people = make(), UserFactory.create_batch(3)
    publish(item, "第1稿", people[0])
    with_one = queries(agent, history_of(item))
    for number in range(2, 31):
        publish(item, f"第{number}稿", people[number % 3], note="改")

    with_30 = queries(agent, history_of(item))
    on_last_page = queries(agent, f"{history_of(item)}?page=2")

    assert with_30 <= with_one
    assert on_last_page <= with_one
    assert with_one <= 12 + 2  # which plugins are on, and their widgets


def test_a_history_of_500_versions_is_paged(agent):
    item = FaqFactory()
    publish_often(item, 500)

    assert queries(agent, history_of(item)) <= 12
    versions = agent.get(f"{history_of(item)}?page=25").context["versions"]
    assert [version.number for version in versions] == [*range(20, 0, -1)]


def test_people_outside_a_group_see_no_history_of_its_branch(client_as):
    insiders = Group.objects.create(name="insiders")
    collection = CollectionFactory()
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="groups"
    ).groups.add(insiders)
    faq = FaqFactory(collection=collection)
    publish(faq, "旧")
    inside, outside = client_as(Role.AGENT), client_as(Role.MANAGER)
    inside.user.groups.add(insiders)

    assert inside.get(history_of(faq)).status_code == 200
    assert outside.get(history_of(faq)).status_code == 404

"""Nothing closed is told in passing: by counts, offered tags or addresses of links."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Collection, GroupPagePermission

from knowledge_base.models import CategoryPage
from lms.enums import Role
from lms.roles import role_group
from tests.factories.files import make_document, make_image
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CategoryPageFactory,
    FaqFactory,
    library,
)
from tests.factories.people import UserFactory
from tests.permissions.conftest import SECRET, shows_secret

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def tree():
    """A category with three articles, which reviewers may delete together."""
    GroupPagePermission.objects.create(
        group=role_group(Role.REVIEWER),
        page=library(),
        permission=Permission.objects.get(codename="bulk_delete_page"),
    )
    top = CategoryPageFactory(title="上层")
    for live in (True, True, False):
        ArticlePageFactory(parent=top, live=live)
    return top


@pytest.fixture
def shelf_below(tree, closed_shelf):
    """The same with a closed category in it, and an article in that."""
    ArticlePageFactory(parent=closed_shelf)
    closed_shelf.move(tree, pos="last-child")
    return CategoryPage.objects.get(pk=tree.pk)


def bulk(action, page):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return f"{address}?id={page.pk}"


def counts(client, page):
    """Return what each question about a page counts below it."""
    one = {
        "delete": "descendant_count",
        "unpublish": "live_descendant_count",
    }
    many = {
        "delete": "descendant_count",
        "unpublish": "live_descendant_count",
        "publish": "draft_descendant_count",
        "move": "child_pages",
    }
    found = {}
    for view, name in one.items():
        answer = client.get(reverse(f"wagtailadmin_pages:{view}", args=[page.pk]))
        found[view] = answer.context[name]
    for action, name in many.items():
        (item,) = client.get(bulk(action, page)).context["items"]
        found[f"{action} many"] = item[name]
    return found


@pytest.fixture
def insider(insiders, client_as):
    """A reviewer among the insiders."""
    person = UserFactory(role=Role.REVIEWER)
    person.groups.add(insiders)
    return client_as(user=person)


def test_a_question_about_a_page_counts_below_it_what_one_may_read(
    reviewer, insider, shelf_below
):
    assert counts(reviewer, shelf_below) == {
        "delete": 3, "unpublish": 2,
        "delete many": 3, "unpublish many": 2, "publish many": 1, "move many": 3,
    }  # fmt: skip
    assert counts(insider, shelf_below) == {
        "delete": 5, "unpublish": 4,
        "delete many": 5, "unpublish many": 4, "publish many": 1, "move many": 5,
    }  # fmt: skip


def test_the_words_after_deleting_count_what_one_may_read(reviewer, shelf_below):
    answer = reviewer.post(bulk("delete", shelf_below), follow=True)

    (said,) = answer.context["messages"]
    assert "3" in str(said)
    assert "5" not in str(said)


@pytest.mark.once
def test_counting_costs_the_same_for_one_page_below_and_for_many(reviewer, tree):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            reviewer.get(reverse("wagtailadmin_pages:delete", args=[tree.pk]))
        return len(captured)

    queries()
    few = queries()
    for _ in range(20):
        ArticlePageFactory(parent=tree)

    assert queries() <= few


MEDIA = {
    "documents": (make_document, "/admin/documents/"),
    "images": (make_image, "/admin/images/"),
    "image chooser": (make_image, "/admin/images/chooser/"),
}


@pytest.mark.cases
@pytest.mark.parametrize("room", MEDIA)
def test_no_tag_of_closed_files_is_offered_as_a_filter(reviewer, closed, room):
    """Wagtail offers those of its own kind of tag alone, and our files have another."""
    make, address = MEDIA[room]
    for _ in range(2):
        make(closed).tags.add(f"{SECRET}标签")
    make(Collection.get_first_root_node()).tags.add(f"{SECRET}标签")

    shown = reviewer.get(address)

    assert shown.status_code == 200
    assert not shows_secret(shown)


@pytest.fixture
def linking(closed):
    """An FAQ entry and an article with a link to a closed file, and the file."""
    document = make_document(closed, f"{SECRET}文件")
    text = f'<p>见<a linktype="document" id="{document.pk}">附件</a></p>'
    article = ArticlePageFactory(body=[{"type": "text", "value": text}])
    return FaqFactory(answer=text), article, document


def test_a_link_to_something_closed_does_not_tell_its_file(reviewer, insider, linking):
    faq, article, document = linking
    for address in (
        faq.get_absolute_url(),
        article.get_absolute_url(),
        reverse("wagtailadmin_pages:view_draft", args=[article.pk]),
        reverse("wagtailadmin_pages:edit", args=[article.pk]),
        reverse("wagtailsnippets_lms_knowledge_base_faq:edit", args=[faq.pk]),
    ):
        shown = reviewer.get(address)
        assert shown.status_code == 200
        assert document.filename not in shown.content.decode(), address
        assert document.filename in insider.get(address).content.decode(), address


def test_the_words_of_a_link_to_something_closed_stay(reviewer, linking):
    faq, _article, _document = linking

    assert (
        "<p>见<a>附件</a></p>" in reviewer.get(faq.get_absolute_url()).content.decode()
    )


def test_saving_keeps_a_link_to_something_closed(reviewer, linking):
    faq, _article, document = linking
    address = reverse("wagtailsnippets_lms_knowledge_base_faq:edit", args=[faq.pk])
    form = reviewer.get(address)

    drawn = re.search(r'name="answer"[^>]* value="([^"]+)"', form.content.decode())[1]
    widget = form.context["form"].fields["answer"].widget
    kept = widget.value_from_datadict({"answer": unescape(drawn)}, {}, "answer")

    assert f'id="{document.pk}"' in kept
    assert 'linktype="document"' in kept


@pytest.mark.once
@pytest.mark.parametrize("is_closed", [False, True])
def test_a_link_costs_the_same_once_and_often(reviewer, closed, is_closed):
    place = closed if is_closed else Collection.get_first_root_node()

    def queries(count):
        links = "".join(
            f'<a linktype="document" id="{make_document(place).pk}">附件</a>'
            for _ in range(count)
        )
        faq = FaqFactory(answer=f"<p>{links}</p>")
        reviewer.get(faq.get_absolute_url())
        with CaptureQueriesContext(connection) as captured:
            assert reviewer.get(faq.get_absolute_url()).status_code == 200
        return len(captured)

    assert queries(30) <= queries(1)


@pytest.mark.once
@pytest.mark.parametrize("address", ["/", "/search/?q=退款"])
def test_what_is_closed_to_somebody_comes_with_the_person(client_as, address):
    agent = client_as(Role.AGENT)
    FaqFactory(question="退款多久到账？")
    agent.get(address)

    with CaptureQueriesContext(connection) as captured:
        agent.get(address)

    asked = [q for q in captured.captured_queries if "viewrestriction" in q["sql"]]
    assert len(asked) == 1
    assert "lms_user" in asked[0]["sql"]

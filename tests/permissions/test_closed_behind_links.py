"""What is open in Wagtail's admin tells nothing of the closed things around it."""

import json

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Collection, GroupApprovalTask, Page, Workflow, WorkflowTask
from wagtail.rich_text import RichText

from knowledge_base.models import ArticlePage, CategoryPage, Script
from lms.admin_panels import PagesSummaryItem
from lms.enums import Role
from lms.onlookers import HIDDEN
from lms.roles import role_group
from tests.factories.files import make_document, make_image
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CategoryPageFactory,
    FaqFactory,
    ScriptFactory,
    library,
)
from tests.factories.people import UserFactory
from tests.permissions.conftest import SECRET, shows_secret

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
APP = "lms_knowledge_base"


@pytest.fixture
def linking(closed, secret_script, secret_faq):
    """An open FAQ entry and an open article that point at closed things."""
    document = make_document(closed, f"{SECRET}文件")
    image = make_image(closed, f"{SECRET}图片")
    body = [
        {"type": "script", "value": secret_script.pk},
        {"type": "faq", "value": secret_faq.pk},
        {"type": "document", "value": document.pk},
        {"type": "image", "value": {"image": image.pk, "decorative": True}},
    ]
    faq = FaqFactory(question="怎样退款？", scripts=[secret_script])
    return faq, ArticlePageFactory(title="公开文章", body=body)


def edit_addresses(linking):
    faq, article = linking
    return [
        reverse(f"wagtailsnippets_{APP}_faq:edit", args=[faq.pk]),
        reverse("wagtailadmin_pages:edit", args=[article.pk]),
    ]


def test_a_form_does_not_name_the_closed_things_that_it_links(
    reviewer, insider, linking
):
    for address in edit_addresses(linking):
        form = reviewer.get(address)
        assert form.status_code == 200
        assert not shows_secret(form), address
        assert shows_secret(insider.get(address)), address


def test_a_form_says_that_there_is_something_unseen(reviewer, linking):
    for address in edit_addresses(linking):
        plain = reviewer.get(address).content.decode()
        assert str(HIDDEN) in plain.encode().decode("unicode_escape", "replace") + plain


def test_saving_keeps_a_link_to_something_closed(reviewer, linking, secret_script):
    faq, _article = linking
    link = faq.script_links.get()

    answer = reviewer.post(
        edit_addresses(linking)[0],
        {
            "question": "怎样退货？",
            "short_answer": "请说出订单号。",
            "answer": "null",
            "tags": "",
            "collection": str(faq.collection_id),
            "other_questions-TOTAL_FORMS": "0",
            "other_questions-INITIAL_FORMS": "0",
            "script_links-TOTAL_FORMS": "1",
            "script_links-INITIAL_FORMS": "1",
            "script_links-0-id": str(link.pk),
            "script_links-0-script": str(secret_script.pk),
            "script_links-0-ORDER": "1",
        },
    )

    assert answer.status_code == 302
    faq.refresh_from_db()
    draft = faq.get_latest_revision_as_object()
    assert draft.question == "怎样退货？"
    assert [found.script_id for found in draft.script_links.all()] == [secret_script.pk]


def test_a_comparison_does_not_name_closed_things(reviewer, insider, linking):
    faq, article = linking
    first = faq.save_revision(), article.save_revision()
    article.body.append(("text", RichText("<p>新</p>")))
    longer = article.save_revision()
    faq.script_links.all().delete()
    faq.script_links = []
    article.body = []
    last = faq.save_revision(), article.save_revision()
    compare = f"wagtailsnippets_{APP}_faq:revisions_compare"
    addresses = [
        reverse(compare, args=[faq.pk, first[0].pk, last[0].pk]),
        reverse(compare, args=[faq.pk, last[0].pk, first[0].pk]),
        reverse(
            "wagtailadmin_pages:revisions_compare",
            args=[article.pk, first[1].pk, last[1].pk],
        ),
        reverse(
            "wagtailadmin_pages:revisions_compare",
            args=[article.pk, first[1].pk, longer.pk],
        ),
    ]

    for address in addresses:
        answer = reviewer.get(address)
        assert answer.status_code == 200
        assert not shows_secret(answer), address
        assert "picture." not in answer.content.decode(), address
        assert shows_secret(insider.get(address)), address


def test_page_and_preview_of_something_open_show_nothing_closed(
    reviewer, insider, linking
):
    faq, article = linking
    article.body.pop()  # the picture: thumbnails take time to make
    article.save()
    for address in (
        faq.get_absolute_url(),
        article.get_absolute_url(),
        reverse("wagtailadmin_pages:view_draft", args=[article.pk]),
    ):
        answer = reviewer.get(address)
        assert answer.status_code == 200
        assert not shows_secret(answer), address
        assert shows_secret(insider.get(address)), address


def test_the_page_chooser_does_not_begin_in_a_closed_branch(
    reviewer, insider, closed_shelf
):
    for _ in range(2):
        ArticlePageFactory(parent=closed_shelf)
    address = f"{reverse('wagtailadmin_choose_page')}?page_type={APP}.articlepage"

    assert reviewer.get(address).status_code == 200
    assert not shows_secret(reviewer.get(address))
    assert shows_secret(insider.get(address))


def test_the_home_page_counts_what_one_may_read(reviewer, secret_article, rf):
    def total():
        request = rf.get("/admin/")
        request.user = type(reviewer.user)._default_manager.get(pk=reviewer.user.pk)
        return PagesSummaryItem(request).get_context_data({})["total_pages"]

    before = total()
    ArticlePageFactory(parent=secret_article.get_parent())
    assert total() == before
    CategoryPageFactory()
    assert total() == before + 1


def test_the_report_on_page_types_counts_what_one_may_read(
    reviewer, insider, secret_article
):
    mine = ArticlePageFactory(title="看得见的")
    address = "/admin/reports/page-types-usage/"

    def row(client):
        found = client.get(address).context["object_list"]
        return next(kind for kind in found if kind.model == "articlepage")

    assert row(reviewer).count == 1
    assert row(reviewer).last_edited_page.pk == mine.pk
    assert row(insider).count == 2


def test_no_filter_names_a_closed_collection(reviewer, insider, closed):
    Collection.objects.filter(pk=closed.pk).update(name=SECRET)
    rooms = [f"/admin/snippets/{APP}/script/", f"/admin/snippets/{APP}/faq/"]

    for address in (*rooms, "/admin/documents/", "/admin/images/"):
        assert not shows_secret(reviewer.get(address)), address
    for address in rooms:
        assert shows_secret(insider.get(address)), address


def test_a_filter_by_a_closed_collection_filters_nothing(reviewer, closed):
    answer = reviewer.get(f"/admin/snippets/{APP}/script/?collection={closed.pk}")

    assert answer.status_code == 200
    assert "collection" in answer.context["filters"].form.errors


def suggestions(client, term):
    address = reverse("wagtailadmin_tag_model_autocomplete", args=[APP, "tag"])
    return json.loads(client.get(address, {"term": term}).content)


def test_no_tag_of_closed_things_alone_is_suggested(
    reviewer, insider, closed, secret_article
):
    ScriptFactory(collection=closed, tags=["封一", "封二"])
    ScriptFactory(tags=["封二"])
    secret_article.tags.add("封三")
    secret_article.save()
    make_document(closed).tags.add("封四")
    tag = Script.tags.through.tag.field.related_model
    tag.objects.create(name="封五")
    alias = tag.objects.create(name="封六", alias_of=tag.objects.get(name="封一"))

    assert alias.key
    assert suggestions(reviewer, "封") == ["封二", "封五"]
    assert len(suggestions(insider, "封")) == 6
    assert suggestions(reviewer, "") == []


@pytest.mark.once
def test_a_suggestion_costs_the_same_for_one_tag_and_for_many(reviewer, closed):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            suggestions(reviewer, "标")
        return len(captured)

    ScriptFactory(tags=["标0"])
    queries()
    few = queries()
    ScriptFactory(tags=[f"标{number}" for number in range(1, 30)])

    assert queries() <= few


@pytest.fixture
def approval(insiders):
    """An approval by reviewers and insiders, with two people who would get mails."""
    outsider = UserFactory(role=Role.REVIEWER, email="outsider@example.com")
    member = UserFactory(role=Role.REVIEWER, email="member@example.com")
    member.groups.add(insiders)
    task = GroupApprovalTask.objects.create(name="审批")
    task.groups.add(role_group(Role.REVIEWER))
    workflow = Workflow.objects.create(name="审批")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    return workflow, outsider


def test_no_mail_asks_for_the_approval_of_something_closed(
    approval, secret_script, secret_article
):
    workflow, _outsider = approval
    for row in (secret_script, secret_article):
        row.save_revision()
        workflow.start(row, UserFactory())

    assert {to for found in mail.outbox for to in found.to} == {"member@example.com"}
    assert all(SECRET in found.subject for found in mail.outbox)
    assert len(mail.outbox) == 2


def test_no_mail_tells_that_something_was_approved_that_is_closed_by_now(
    approval, secret_script
):
    workflow, outsider = approval
    secret_script.save_revision()
    state = workflow.start(secret_script, outsider)
    mail.outbox.clear()

    state.finish(user=UserFactory(role="admin"))

    assert mail.outbox == []


@pytest.fixture
def tree(closed_shelf):
    """An open category with a closed one below it."""
    top = CategoryPageFactory(title="上层")
    ArticlePageFactory(title=f"{SECRET}说明", parent=closed_shelf)
    closed_shelf.move(top, pos="last-child")
    return CategoryPage.objects.get(pk=top.pk)


@pytest.mark.parametrize("extra", [{}, {"alias": "on"}])
def test_a_copy_leaves_out_what_would_no_longer_be_closed(editor, insider, tree, extra):
    address = reverse("wagtailadmin_pages:copy", args=[tree.pk])
    for number, client in enumerate((editor, insider)):
        form = client.get(address)
        assert form.status_code == 200
        assert "copy_subpages" not in form.content.decode()
        answer = client.post(
            address,
            {
                "new_title": "副本",
                "new_slug": f"copy-{number}",
                "new_parent_page": tree.get_parent().pk,
                "copy_subpages": "on",
                **extra,
            },
        )
        assert answer.status_code == 302
        assert CategoryPage.objects.get(slug=f"copy-{number}").numchild == 0


def test_an_open_branch_is_copied_with_what_is_below(editor):
    article = ArticlePageFactory()
    shelf = article.get_parent()

    editor.post(
        reverse("wagtailadmin_pages:copy", args=[shelf.pk]),
        {
            "new_title": "副本",
            "new_slug": "copy",
            "new_parent_page": shelf.get_parent().pk,
            "copy_subpages": "on",
        },
    )

    assert CategoryPage.objects.get(slug="copy").numchild == 1


def test_a_translation_leaves_out_what_would_no_longer_be_closed(editor, tree):
    english = library("en").locale
    address = reverse("simple_translation:submit_page_translation", args=[tree.pk])

    form = editor.get(address).context["form"]
    editor.post(address, {"locales": [english.pk], "include_subtree": "on"})

    assert form["include_subtree"].is_hidden
    assert tree.get_translation(english).numchild == 0
    assert ArticlePage.objects.filter(locale=english).count() == 0


def test_an_open_branch_is_translated_with_what_is_below(editor):
    english = library("en").locale
    shelf = ArticlePageFactory().get_parent()

    editor.post(
        reverse("simple_translation:submit_page_translation", args=[shelf.pk]),
        {"locales": [english.pk], "include_subtree": "on"},
    )

    assert ArticlePage.objects.filter(locale=english).count() == 1


@pytest.mark.parametrize("action", ["copy", "copy_for_translation", "create_alias"])
def test_pages_are_not_copied_past_the_forms(editor, tree, action):
    before = Page.objects.count()

    answer = editor.post(
        reverse("wagtailadmin_api:pages:action", args=[tree.pk, action]),
        {"recursive": "true", "destination_page_id": tree.get_parent().pk},
    )

    assert answer.status_code == 404
    assert Page.objects.count() == before

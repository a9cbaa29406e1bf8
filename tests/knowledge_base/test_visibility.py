"""What one may not read is not found, listed, counted or suggested, nor shown in the admin."""

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import CollectionViewRestriction, PageViewRestriction

from knowledge_base.models import ArticlePage, Faq, Script
from lms.enums import Role
from lms.search.engine import search, suggest
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CategoryPageFactory,
    CollectionFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def insiders():
    return Group.objects.create(name="insiders")


@pytest.fixture
def closed(insiders):
    above = CollectionFactory(name="法务")
    restriction = CollectionViewRestriction.objects.create(
        collection=above, restriction_type=CollectionViewRestriction.GROUPS
    )
    restriction.groups.add(insiders)
    return CollectionFactory(name="法务内部", parent=above)


@pytest.fixture
def secrets(closed, insiders, django_capture_on_commit_callbacks):
    """One item of each kind that only insiders may read, all about 封存条款."""
    with django_capture_on_commit_callbacks(execute=True):
        category = CategoryPageFactory(title="内部")
        restriction = PageViewRestriction.objects.create(
            page=category, restriction_type=PageViewRestriction.GROUPS
        )
        restriction.groups.add(insiders)
        return [
            ArticlePageFactory(title="封存条款说明", parent=category, tags=["封存"]),
            FaqFactory(question="封存条款是什么？", collection=closed, tags=["封存"]),
            ScriptFactory(title="封存条款答复", collection=closed, tags=["封存"]),
        ]


@pytest.fixture
def outsider():
    return UserFactory(role=Role.EDITOR)


@pytest.fixture
def insider(insiders):
    user = UserFactory(role=Role.EDITOR)
    user.groups.add(insiders)
    return user


def test_insiders_find_and_open_all_three(client, insider, secrets):
    client.force_login(insider)

    assert search("封存条款", user=insider).total == 3
    assert [client.get(s.get_absolute_url()).status_code for s in secrets] == [200] * 3


def test_outsiders_find_nothing(outsider, secrets):
    results = search("封存条款", user=outsider)

    assert (results.hits, results.related, results.total) == ([], [], 0) or (
        list(results.hits) == list(results.related) == [] and results.total == 0
    )
    assert "封存" not in str(results.facets)
    assert list(suggest("封存", user=outsider)) == []


def test_outsiders_open_nothing(client, outsider, secrets):
    client.force_login(outsider)

    assert [client.get(s.get_absolute_url()).status_code for s in secrets] == [404] * 3


def test_outsiders_see_nothing_on_the_pages_that_list(client, outsider, secrets):
    client.force_login(outsider)
    article = secrets[0]
    library = article.get_ancestors().specific()[1]

    for address in (
        "/",
        "/search/",
        "/search/?q=封存",
        "/search/?tag=封存",
        library.get_url(),
    ):
        assert "封存条款" not in client.get(address).content.decode(), address


def test_a_faq_entry_does_not_give_away_a_closed_script(client, outsider, closed):
    hidden = ScriptFactory(title="封存条款答复", collection=closed)
    entry = FaqFactory(scripts=[hidden])
    client.force_login(outsider)

    page = client.get(entry.get_absolute_url()).content.decode()

    assert "封存条款" not in page


def test_an_article_does_not_give_away_a_closed_script(client, outsider, closed):
    hidden = ScriptFactory(title="封存条款答复", collection=closed)
    article = ArticlePageFactory(body=[{"type": "script", "value": hidden.pk}])
    client.force_login(outsider)

    page = client.get(article.get_absolute_url()).content.decode()

    assert "封存条款" not in page


@pytest.mark.cases
@pytest.mark.parametrize("model", [Faq, Script])
@pytest.mark.parametrize(
    "view", ["edit", "delete", "usage", "history", "copy", "preview", "unpublish"]
)
def test_the_admin_hides_closed_rows_from_outsiders(
    client, outsider, secrets, model, view
):
    row = next(secret for secret in secrets if isinstance(secret, model))
    base = f"/admin/snippets/lms_knowledge_base/{model._meta.model_name}"
    client.force_login(outsider)

    assert client.get(f"{base}/{view}/{row.pk}/").status_code == 404
    assert client.post(f"{base}/{view}/{row.pk}/").status_code == 404


@pytest.mark.cases
@pytest.mark.parametrize(
    "view",
    ["edit/", "history/", "usage/", "view_draft/", "copy/", "delete/", "unpublish/",
     "move/", "workflow_history/"],
)  # fmt: skip
def test_the_admin_hides_closed_articles_from_outsiders(
    client, outsider, insider, secrets, view
):
    article = secrets[0]
    address = f"/admin/pages/{article.pk}/{view}"
    client.force_login(outsider)
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404

    client.force_login(insider)
    assert client.get(address).status_code in {200, 302}


@pytest.mark.cases
@pytest.mark.parametrize("model", [Faq, Script])
def test_the_admin_lists_closed_rows_to_insiders_only(
    client, outsider, insider, secrets, model
):
    address = f"/admin/snippets/lms_knowledge_base/{model._meta.model_name}/"
    client.force_login(outsider)
    assert "封存条款" not in client.get(address).content.decode()

    client.force_login(insider)
    assert "封存条款" in client.get(address).content.decode()


def test_the_list_of_owners_keeps_to_what_one_may_read(
    client, outsider, insider, secrets
):
    client.force_login(outsider)
    assert "封存条款" not in client.get("/admin/lms_knowledge_items/").content.decode()

    client.force_login(insider)
    assert "封存条款" in client.get("/admin/lms_knowledge_items/").content.decode()


@pytest.mark.cases
@pytest.mark.parametrize("model", [Faq, Script])
def test_choosers_offer_and_return_what_one_may_read(
    client, outsider, insider, secrets, model
):
    row = next(secret for secret in secrets if isinstance(secret, model))
    base = f"/admin/snippets/choose/lms_knowledge_base/{model._meta.model_name}"
    asked = [
        f"{base}/",
        f"{base}/results/?q=封存",
        f"{base}/chosen-multiple/?id={row.pk}",
    ]

    client.force_login(outsider)
    assert [a for a in asked if "封存条款" in read(client.get(a))] == []
    assert client.get(f"{base}/chosen/{row.pk}/").status_code == 404

    client.force_login(insider)
    assert [a for a in asked if "封存条款" not in read(client.get(a))] == []
    assert client.get(f"{base}/chosen/{row.pk}/").status_code == 200


def read(response):
    """Return the text of a page, or of what a chooser answers."""
    return (
        response.content.decode().encode().decode("unicode_escape", "replace")
        if ("json" in response["Content-Type"])
        else response.content.decode()
    )


def test_editors_cannot_put_a_script_where_they_cannot_read(client, outsider, closed):
    client.force_login(outsider)

    page = client.get("/admin/snippets/lms_knowledge_base/script/add/")

    assert closed not in page.context["form"].fields["collection"].queryset


def test_bulk_actions_find_no_closed_row(client, secrets, insiders):
    reader = UserFactory(role=Role.REVIEWER)
    script = secrets[2]
    delete = Permission.objects.get(codename="delete_script")
    reader.user_permissions.add(delete)
    client.force_login(reader)

    answer = client.post(
        f"/admin/bulk/lms_knowledge_base/script/delete/?id={script.pk}"
    )

    assert answer.status_code == 404
    assert Script.objects.filter(pk=script.pk).exists()


def test_the_tree_leads_to_the_address_by_key(client, outsider, secrets):
    article = ArticlePageFactory()
    client.force_login(outsider)
    tree = f"/{article.get_parent().slug}/{article.slug}/"

    assert client.get(tree).url.endswith(article.get_absolute_url())


def test_drafts_are_not_found(client, insider, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        drafts = [
            ScriptFactory(title="封存条款答复", live=False),
            ArticlePageFactory(title="封存条款说明", live=False),
        ]
    client.force_login(insider)

    assert search("封存条款", user=insider).total == 0
    assert [client.get(d.get_absolute_url()).status_code for d in drafts] == [404] * 2


def test_a_password_hides_a_branch_from_everybody_but_superusers(insider):
    page = ArticlePageFactory()
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="x"
    )
    chief = UserFactory(role="admin")

    assert list(ArticlePage.objects.visible_for(insider)) == []
    assert list(ArticlePage.objects.visible_for(chief)) == [page]

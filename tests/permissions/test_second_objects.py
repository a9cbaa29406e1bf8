"""A key of one object does not open another: versions, choosers, files, reports."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import (
    CollectionViewRestriction,
    PageViewRestriction,
    Workflow,
)

from knowledge_base.services.library import prepare_library
from lms.enums import Role
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CategoryPageFactory,
    CollectionFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SECRET = "封存条款"
KINDS = {"faq": FaqFactory, "script": ScriptFactory}


@pytest.fixture(autouse=True)
def _prepared():
    prepare_library()


@pytest.fixture
def insiders():
    return Group.objects.create(name="insiders")


@pytest.fixture
def closed(insiders):
    collection = CollectionFactory()
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="groups"
    )
    restriction.groups.add(insiders)
    return collection


@pytest.fixture
def closed_shelf(insiders):
    page = CategoryPageFactory(title=f"{SECRET}分类")
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type="groups"
    )
    restriction.groups.add(insiders)
    return page


@pytest.fixture
def secret_script(closed):
    return ScriptFactory(title=f"{SECRET}答复", collection=closed)


@pytest.fixture
def secret_faq(closed):
    return FaqFactory(question=f"{SECRET}是什么？", collection=closed)


@pytest.fixture
def secret_article(closed_shelf):
    return ArticlePageFactory(title=f"{SECRET}说明", parent=closed_shelf)


@pytest.fixture
def editor(client_as):
    return client_as(Role.EDITOR)


@pytest.fixture
def reviewer(client_as):
    return client_as(Role.REVIEWER)


@pytest.fixture
def insider(insiders, client_as):
    person = UserFactory(role=Role.EDITOR)
    person.groups.add(insiders)
    return client_as(user=person)


def shows_secret(answer):
    text = answer.content.decode()
    return SECRET in text or SECRET in text.encode().decode("unicode_escape", "replace")


def snippet_url(kind, name, *args):
    return reverse(f"wagtailsnippets_lms_knowledge_base_{kind}:{name}", args=args)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "view", ["revisions_view", "revisions_revert", "revisions_unschedule"]
)
@pytest.mark.parametrize("is_closed", [False, True])
def test_a_version_of_another_entry_is_not_found(
    reviewer, closed, kind, view, is_closed
):
    mine = KINDS[kind]()
    other = KINDS[kind](**({"collection": closed} if is_closed else {}))
    address = snippet_url(kind, view, mine.pk, other.save_revision().pk)

    assert reviewer.get(address).status_code == 404
    assert reviewer.post(address).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_is_not_compared_with_a_version_of_another(reviewer, kind):
    mine, other = KINDS[kind](), KINDS[kind]()
    version = str(other.save_revision().pk)

    for pair in [("live", version), (version, "live")]:
        address = snippet_url(kind, "revisions_compare", mine.pk, *pair)
        assert reviewer.get(address).status_code == 404


def test_an_article_has_no_version_of_another(editor, secret_article):
    mine = ArticlePageFactory()
    foreign = secret_article.save_revision().pk

    for view in ("view", "revert", "unschedule"):
        address = reverse(
            f"wagtailadmin_pages:revisions_{view}", args=[mine.pk, foreign]
        )
        assert editor.get(address).status_code == 404
    compare = reverse(
        "wagtailadmin_pages:revisions_compare", args=[mine.pk, "live", foreign]
    )
    assert editor.get(compare).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_of_approval_of_another_entry_is_not_taken(reviewer, closed, kind):
    mine, other = KINDS[kind](), KINDS[kind](collection=closed)
    other.save_revision()
    state = Workflow.objects.get().start(other, UserFactory())
    step = state.current_task_state
    address = snippet_url(kind, "workflow_action", mine.pk, "approve", step.pk)
    detail = snippet_url(kind, "workflow_history_detail", mine.pk, state.pk)

    reviewer.post(address)

    step.refresh_from_db()
    assert step.status == "in_progress"
    assert reviewer.get(detail).status_code == 404


def test_the_chooser_of_pages_and_the_explorer_leave_out_closed_ones(
    editor, insider, secret_article
):
    library = secret_article.get_parent().get_parent().pk
    addresses = [
        reverse("wagtailadmin_explore", args=[library]),
        reverse("wagtailadmin_choose_page_child", args=[library]),
        reverse("wagtailadmin_choose_page_search") + f"?q={SECRET}",
    ]

    titled = [a for a in addresses if f"{SECRET}分类" in text_of(editor.get(a))]

    assert titled == []
    assert shows_secret(insider.get(addresses[0]))


def text_of(answer):
    return answer.content.decode()


def test_documents_in_closed_collections_are_not_served(client_as, closed, insider):
    document = get_document_model().objects.create(
        title=SECRET, collection=closed, file=ContentFile(b"words", name="words.txt")
    )
    address = document.url

    for role in (*Role, None):
        answer = client_as(role).get(address)
        assert answer.status_code in {302, 403}, role
    answer = insider.get(address)
    assert answer.status_code == 200
    answer.close()


@pytest.mark.parametrize(
    "name", ["wagtaildocs_chooser:choose", "wagtaildocs_chooser:choose_results",
        ])  # fmt: skip
def test_documents_of_closed_collections_are_not_offered(editor, insider, closed, name):
    get_document_model().objects.create(
        title=SECRET, collection=closed, file=ContentFile(b"words", name="words.txt")
    )

    assert not shows_secret(editor.get(reverse(name)))
    assert shows_secret(insider.get(reverse(name)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", ["edit", "copy"])
def test_an_entry_is_not_saved_into_a_closed_collection(editor, closed, kind, place):
    entry = KINDS[kind]()

    page = editor.get(snippet_url(kind, place, entry.pk))

    assert closed not in page.context["form"].fields["collection"].queryset

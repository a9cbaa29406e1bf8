"""A key of one object does not open another: versions, choosers, files, reports."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Workflow

from lms.enums import Role
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.factories.people import UserFactory
from tests.permissions.conftest import SECRET, shows_secret

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
KINDS = {"faq": FaqFactory, "script": ScriptFactory}


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

"""Wagtail's admin neither lists nor opens what is closed to a person."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    PageViewRestriction,
    Workflow,
)

from lms.enums import Role
from tests.factories.files import make_document, make_image
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    FaqFactory,
    ScriptFactory,
    library,
)
from tests.factories.people import UserFactory
from tests.permissions.conftest import SECRET, close, shows_secret

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
APP = "lms_knowledge_base"


class Secrets:
    """One of each kind in closed places, each known to every report."""

    def __init__(self, collection, shelf, person):
        self.document = make_document(collection, f"{SECRET}文件")
        self.image = make_image(collection, f"{SECRET}图片")
        self.script = ScriptFactory(title=f"{SECRET}答复", collection=collection)
        self.faq = FaqFactory(question=f"{SECRET}是什么？", collection=collection)
        self.article = ArticlePageFactory(
            title=f"{SECRET}说明",
            parent=shelf,
            owner=person,
            last_published_at=timezone.now(),
        )
        self.article.locked, self.article.locked_by = True, person
        self.article.locked_at = timezone.now()
        self.article.save()
        for row in (self.script, self.faq, self.article):
            row.save_revision()
            Workflow.objects.get().start(row, person)
        for row in vars(self).values():
            log(instance=row, action="wagtail.edit", user=person, title=str(row))


@pytest.fixture
def insider(insiders, client_as):
    """A reviewer among the insiders."""
    person = UserFactory(role=Role.REVIEWER)
    person.groups.add(insiders)
    return client_as(user=person)


@pytest.fixture
def secrets(closed, closed_shelf, reviewer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):  # into the index of search
        return Secrets(closed, closed_shelf, reviewer.user)


def script_url(name, *args):
    return reverse(f"wagtailsnippets_{APP}_script:{name}", args=args)


LISTS = {
    "home": "/admin/",
    "site history": "/admin/reports/site-history/",
    "site history list": "/admin/reports/site-history/results/",
    "site history as a file": "/admin/reports/site-history/?export=csv",
    "workflows": "/admin/reports/workflow/",
    "workflows list": "/admin/reports/workflow/results/",
    "workflows as a file": "/admin/reports/workflow/?export=csv",
    "own reviews": "/admin/reports/workflow/?reviewable=true",
    "tasks": "/admin/reports/workflow_tasks/",
    "tasks list": "/admin/reports/workflow_tasks/results/",
    "tasks as a file": "/admin/reports/workflow_tasks/?export=csv",
    "locked": "/admin/reports/locked/",
    "locked list": "/admin/reports/locked/results/",
    "locked as a file": "/admin/reports/locked/?export=csv",
    "aging": "/admin/reports/aging-pages/",
    "aging list": "/admin/reports/aging-pages/results/",
    "aging as a file": "/admin/reports/aging-pages/?export=csv",
    "page types": "/admin/reports/page-types-usage/",
    "page types list": "/admin/reports/page-types-usage/results/",
    "page search": f"/admin/pages/search/?q={SECRET}",
    "page search list": f"/admin/pages/search/results/?q={SECRET}",
    "pages": "/admin/pages/",
    "pages of a type": f"/admin/pages/usage/{APP}/articlepage/",
    "page API": "/admin/api/main/pages/",
    "page chooser": f"/admin/choose-page/search/?q={SECRET}",
    "documents": "/admin/documents/",
    "documents list": "/admin/documents/results/",
    "documents as a file": "/admin/documents/?export=csv",
    "document API": "/admin/api/main/documents/",
    "document chooser": "/admin/documents/chooser/",
    "document chooser list": "/admin/documents/chooser/results/",
    "images": "/admin/images/",
    "images list": "/admin/images/results/",
    "images as a file": "/admin/images/?export=csv",
    "image API": "/admin/api/main/images/",
    "image chooser": "/admin/images/chooser/",
    "image chooser list": "/admin/images/chooser/results/",
    "scripts": f"/admin/snippets/{APP}/script/",
    "scripts list": f"/admin/snippets/{APP}/script/results/",
    "scripts as a file": f"/admin/snippets/{APP}/script/?export=csv",
    "FAQ": f"/admin/snippets/{APP}/faq/",
    "FAQ as a file": f"/admin/snippets/{APP}/faq/?export=csv",
    "script chooser": f"/admin/snippets/choose/{APP}/script/",
    "script chooser list": f"/admin/snippets/choose/{APP}/script/results/",
    "FAQ chooser": f"/admin/snippets/choose/{APP}/faq/",
    "owners": "/admin/lms_knowledge_items/",
    "owners list": "/admin/lms_knowledge_items/results/",
    "owners as a file": "/admin/lms_knowledge_items/?export=csv",
}


def titles_shown(answer, secrets):
    """Return whole titles only: a word that was searched for stands in its box."""
    body = b"".join(answer) if answer.streaming else answer.content
    text = body.decode() if not body.startswith(b"PK") else ""
    plain = text + text.encode().decode("unicode_escape", "replace")
    return {str(row) for row in vars(secrets).values() if str(row) in plain}


def test_each_list_is_there_and_none_names_what_is_closed(reviewer, secrets):
    answers = {name: reviewer.get(address) for name, address in LISTS.items()}

    missing = [name for name, answer in answers.items() if answer.status_code != 200]
    told = [name for name, answer in answers.items() if titles_shown(answer, secrets)]
    assert (missing, told) == ([], [])


OPEN_TO_INSIDERS = {
    name: address
    for name, address in LISTS.items()
    if name not in {"pages", "document API", "image API"}
}


def test_the_lists_name_it_to_those_who_may_read_it(insider, secrets):
    """Else the test above would say nothing."""
    silent = [
        name
        for name, address in OPEN_TO_INSIDERS.items()
        if not titles_shown(insider.get(address), secrets)
    ]
    assert silent == []


def named_addresses(secrets):
    script, faq, article = secrets.script.pk, secrets.faq.pk, secrets.article.pk
    shelf = secrets.article.get_parent()
    document, image = secrets.document.pk, secrets.image.pk
    page_views = (
        "usage edit view_draft delete unpublish convert_alias copy set_privacy "
        "revisions_index workflow_history history history_results "
        "confirm_workflow_cancellation"
    )
    snippets = "edit copy delete usage history workflow_history unpublish"
    return [
        *(
            reverse(f"wagtailadmin_pages:{v}", args=[article])
            for v in page_views.split()
        ),
        reverse("wagtailadmin_pages:move", args=[article]),
        reverse("wagtailadmin_pages:move_confirm", args=[article, shelf.pk]),
        reverse("wagtailadmin_pages:add_subpage", args=[shelf.pk]),
        reverse("wagtailadmin_pages:add", args=[APP, "articlepage", shelf.pk]),
        reverse(
            "wagtailadmin_pages:revisions_compare", args=[article, "live", "latest"]
        ),
        reverse("wagtailadmin_explore", args=[shelf.pk]),
        reverse("wagtailadmin_explore_results", args=[shelf.pk]),
        reverse("wagtailadmin_choose_page_child", args=[shelf.pk]),
        reverse("wagtailadmin_choose_page_chosen_multiple") + f"?id={article}",
        reverse("wagtailadmin_api:pages:detail", args=[article]),
        reverse("simple_translation:submit_page_translation", args=[article]),
        *(script_url(view, script) for view in snippets.split()),
        *(
            reverse(
                "simple_translation:submit_snippet_translation", args=[APP, kind, key]
            )
            for kind, key in (
                ("script", script),
                ("faq", faq),
                ("script", f"+{script}"),
            )
        ),
        *(
            reverse(f"wagtailsnippetchoosers_{APP}_script:{view}", args=args) + query
            for view, args, query in (
                ("chosen", [script], ""),
                ("chosen_multiple", [], f"?id={script}"),
            )
        ),
        *(
            reverse(f"wagtaildocs:{view}", args=[document])
            for view in ("edit", "delete", "document_usage")
        ),
        *(
            reverse(f"wagtailimages:{view}", args=[image])
            for view in ("edit", "delete", "image_usage", "url_generator")
        ),
        reverse("wagtailimages:preview", args=[image, "original"]),
        reverse("wagtailimages_chooser:select_format", args=[image]),
        *(
            reverse(f"wagtail{room}_chooser:chosen", args=[key])
            for room, key in (("docs", document), ("images", image))
        ),
        *(
            reverse(f"wagtail{room}_chooser:chosen_multiple") + f"?id={key}"
            for room, key in (("docs", document), ("images", image))
        ),
        *(
            reverse("wagtail_bulk_action", args=[*model, "delete"]) + f"?id={key}"
            for model, key in (
                ((APP, "script"), script),
                ((APP, "faq"), faq),
                (("wagtailcore", "page"), article),
                ((APP, "librarydocument"), document),
                ((APP, "libraryimage"), image),
            )
        ),
    ]


def test_no_address_opens_what_is_closed(reviewer, editor, secrets):
    answers = {
        address: {c.get(address).status_code, c.post(address).status_code}
        for address in named_addresses(secrets)
        for c in (reviewer, editor)
    }

    # 405: nothing at all is posted to the API
    assert {a: codes for a, codes in answers.items() if codes - {405} != {404}} == {}


def test_editing_sessions_tell_nothing_about_what_is_closed(reviewer, secrets):
    for row in (secrets.script, secrets.article):
        kind = row._meta.model_name
        address = reverse(
            "wagtailadmin_editing_sessions:ping", args=[APP, kind, row.pk, 1]
        )

        assert reviewer.post(address).status_code == 404


def test_all_rows_are_all_that_one_may_read(client_as, secrets):
    """A person who may delete them, but not read the closed ones."""
    client = client_as(Role.EDITOR)
    shelf = secrets.article.get_parent().get_parent().pk
    mine = ArticlePageFactory()
    pages = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    below = mine.get_parent().get_parent().pk

    answer = client.get(pages + f"?id=all&childOf={below}")

    assert shelf == below
    assert str(mine.get_parent()) in answer.content.decode()
    assert not shows_secret(answer)

    scripts = reverse("wagtail_bulk_action", args=[APP, "script", "delete"])
    ScriptFactory(title="可以看的")
    answer = client.get(scripts + "?id=all")
    assert "可以看的" in answer.content.decode()
    assert not shows_secret(answer)


def test_the_usage_of_something_open_names_nothing_closed(
    reviewer, insider, closed, closed_shelf
):
    script, document = (
        ScriptFactory(),
        make_document(Collection.get_first_root_node(), "公开"),
    )
    FaqFactory(question=f"{SECRET}？", collection=closed, scripts=[script])
    ArticlePageFactory(
        title=f"{SECRET}篇",
        parent=closed_shelf,
        body=[
            {"type": "script", "value": script.pk},
            {"type": "document", "value": document.pk},
        ],
    )

    for address in (
        script_url("usage", script.pk),
        reverse("wagtaildocs:document_usage", args=[document.pk]),
    ):
        assert not shows_secret(reviewer.get(address))
        assert shows_secret(insider.get(address))


def test_a_deleted_script_of_a_closed_place_leaves_the_history_of_the_site(
    reviewer, insider, secret_script
):
    log(instance=secret_script, action="wagtail.delete", title=str(secret_script))
    secret_script.delete()

    assert not shows_secret(reviewer.get("/admin/reports/site-history/"))


def test_suggested_scenes_are_of_scripts_that_one_may_read(editor, insider, closed):
    ScriptFactory(scene=f"{SECRET}场景", collection=closed)
    ScriptFactory(scene="催发货")

    page = editor.get(script_url("add")).content.decode()

    assert "催发货" in page
    assert SECRET not in page
    assert shows_secret(insider.get(script_url("add")))


def test_no_closed_collection_is_offered_for_files(editor, insider, closed):
    closed.name = SECRET
    closed.save()

    for address in ("/admin/documents/multiple/add/", "/admin/images/add/"):
        assert not shows_secret(editor.get(address)), address


@pytest.fixture
def rendition(closed, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_image(closed).renditions.get(filter_spec="width-2")


def test_a_picture_of_a_closed_collection_is_not_found(
    client_as, insider, rendition, django_assert_max_num_queries
):
    for role in Role:
        assert client_as(role).get(rendition.url).status_code == 404, role
    for client in (insider, client_as("admin")):
        answer = client.get(rendition.url)
        assert answer.status_code == 200
        assert "private" in answer["Cache-Control"]
        close(answer)


@pytest.mark.once
def test_a_picture_costs_one_query_more(client_as, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    image = make_image(Collection.get_first_root_node())
    open_picture = image.renditions.get(filter_spec="width-2")
    client = client_as(Role.AGENT)
    client.get("/health/")

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(open_picture.url)
    close(answer)

    about_it = [q for q in queries.captured_queries if "rendition" in q["sql"].lower()]
    assert answer.status_code == 200
    assert len(about_it) == 1
    assert len(queries) == len(["session", "person", "picture"])


@pytest.mark.cases
@pytest.mark.parametrize("kind", ["password", "login"])
def test_other_restrictions_hold_in_the_admin_as_on_the_site(reviewer, kind):
    shelf = ArticlePageFactory(title=SECRET).get_parent()
    PageViewRestriction.objects.create(page=shelf, restriction_type=kind, password="x")
    found = reviewer.get(f"/admin/pages/{shelf.pk}/")

    assert found.status_code == (404 if kind == "password" else 200)


def test_what_is_closed_above_the_own_branch_closes_the_branch(reviewer, insiders):
    root = library()
    closing = PageViewRestriction.objects.create(page=root, restriction_type="groups")
    closing.groups.add(insiders)
    article = ArticlePageFactory(title=f"{SECRET}说明")
    log(instance=article, action="wagtail.edit", user=reviewer.user)

    home = reviewer.get("/admin/")

    assert not shows_secret(home)
    assert home.context["root_page"] != root


@pytest.mark.once
@pytest.mark.parametrize(
    "address", ["/admin/reports/site-history/", "/admin/reports/workflow/", "/admin/"]
)
def test_what_is_closed_costs_the_same_for_one_row_and_for_many(
    reviewer, closed, address
):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert reviewer.get(address).status_code == 200
        return len(captured)

    def add(count, **place):
        for script in ScriptFactory.create_batch(count, **place):
            log(instance=script, action="wagtail.edit", user=reviewer.user)

    add(1, collection=closed)
    add(1)
    queries()
    few = queries()
    add(15, collection=closed)
    add(15)

    assert queries() <= few


def test_a_restriction_of_a_collection_holds_for_what_is_below(reviewer, secrets):
    below = secrets.script.collection.add_child(instance=Collection(name="下层"))
    inner = ScriptFactory(title=f"{SECRET}内", collection=below)

    assert CollectionViewRestriction.objects.count() == 1
    assert reviewer.get(script_url("edit", inner.pk)).status_code == 404

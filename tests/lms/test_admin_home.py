"""What waits for people on the admin's first page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Workflow

from knowledge_base.enums import BatchState
from knowledge_base.models import ImportBatch
from knowledge_base.models.importing import KEPT_RESULT
from lms.enums import Role
from lms.extensions import WaitingWork, waiting_work
from tests.factories.feedback import ReportFactory
from tests.factories.knowledge_base import ScriptFactory
from tests.factories.people import UserFactory
from tests.factories.proposals import new_proposal
from tests.permissions.conftest import closed, insiders  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db


def lines(client):
    """Return what the panel says, by the address that it leads to."""
    panels = client.get("/admin/").context["panels"]
    panel = next(each for each in panels if each.name == "waiting_work")
    context = {"request": client.get("/admin/").wsgi_request}
    found = panel.get_context_data(context)["lines"]
    return {address: number for number, _label, address in found}


def batch_of(person, *, state=BatchState.READY, outcomes=(), **values):
    now = timezone.now()
    expires = now + (KEPT_RESULT if state == BatchState.DONE else timedelta(days=7))
    return ImportBatch.objects.create(
        uploader=person,
        created_at=now,
        state=state,
        outcomes=[*outcomes],
        **{"expires_at": expires, **values},
    )


def submitted(script, person):
    script.save_revision(user=person)
    return Workflow.objects.get().start(script, person)


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.EDITOR, Role.MANAGER])
def test_where_nothing_waits_the_panel_says_so(client_as, role):
    client = client_as(role)

    assert lines(client) == {}
    assert 'id="waiting-work-section"' in client.get("/admin/").content.decode()


def test_an_editor_sees_proposals_and_mistakes_with_the_way_to_them(client_as):
    editor = client_as(Role.EDITOR)
    new_proposal()
    new_proposal(user=editor.user)  # somebody else has to decide on it
    ReportFactory.create_batch(2)

    found = lines(editor)

    assert found == {
        "/admin/lms_proposals/?state=submitted": 1,
        "/admin/lms_reports/?state=open": 2,
    }
    assert [editor.get(url).status_code for url in found] == [200, 200]


def test_what_somebody_owns_and_nobody_has_checked_is_counted(client_as):
    client = client_as(Role.CONTRIBUTOR)
    ScriptFactory(owner=client.user)
    ScriptFactory()

    assert lines(client) == {"/kb/due/": 1}


def test_a_reviewer_sees_how_many_drafts_wait_but_none_that_is_closed(
    client_as,
    closed,  # noqa: F811 (the fixture)
):
    author = UserFactory(role=Role.CONTRIBUTOR)
    submitted(ScriptFactory(), author)
    submitted(ScriptFactory(collection=closed), author)

    found = lines(client_as(Role.REVIEWER))

    assert found == {"/admin/reports/workflow/?reviewable=true": 1}
    assert lines(client_as(Role.CONTRIBUTOR)) == {}


@pytest.mark.parametrize(
    ("values", "waits"),
    [
        ({}, True),
        ({"state": BatchState.CHECKING}, False),
        ({"state": BatchState.DONE}, False),
        ({"state": BatchState.DONE, "outcomes": [{"state": "added"}]}, False),
        ({"state": BatchState.DONE, "outcomes": [{"state": "failed"}]}, True),
        ({"state": BatchState.DONE, "problem": "Too many"}, True),
    ],
)
def test_imports_are_named_while_there_is_something_to_look_at(
    client_as, values, waits
):
    client = client_as(Role.CONTRIBUTOR)
    batch_of(client.user, **values)
    batch_of(UserFactory(role=Role.CONTRIBUTOR))

    assert lines(client) == ({"/admin/imports/": 1} if waits else {})


def test_trouble_of_long_ago_is_not_named_any_more(client_as):
    client = client_as(Role.CONTRIBUTOR)
    soon = timezone.now() + timedelta(days=3)
    failed = [{"state": "failed"}]
    batch_of(client.user, state=BatchState.DONE, outcomes=failed, expires_at=soon)

    assert lines(client) == {}
    [row] = client.get("/admin/imports/").context["batches"]
    assert row.has_trouble


def test_a_title_that_looks_like_trouble_is_none(client_as):
    client = client_as(Role.CONTRIBUTOR)
    said = [{"state": "added", "title": '"state": "failed"'}]
    batch_of(client.user, state=BatchState.DONE, outcomes=said)

    assert lines(client) == {}


def test_each_line_leads_somewhere_and_its_number_can_be_asked_for(client_as):
    admin = client_as("admin")

    for each in waiting_work.enabled():
        assert each.item.count(admin.user) == 0, each.key
        assert admin.get(each.item.address()).status_code == 200, each.key


def test_much_that_waits_takes_as_many_queries_as_little(client_as):
    client = client_as(Role.REVIEWER)
    author = UserFactory(role=Role.CONTRIBUTOR)

    def add(number):
        for _time in range(number):
            new_proposal(user=author, texts={"title": f"话术{_time}{number}"})
        ReportFactory.create_batch(number)
        for script in ScriptFactory.create_batch(number, owner=client.user):
            script.save_revision()
        batch_of(client.user)

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/admin/")
        return len(queries)

    add(1)
    client.get("/admin/")
    before = asked()
    add(4)

    assert asked() == before


def test_a_line_that_fails_takes_no_other_with_it(client_as, settings):
    def fail(_user):
        raise ZeroDivisionError

    settings.DEBUG = False
    waiting_work.register("lms.broken", WaitingWork("Broken", fail, lambda: "/"))
    try:
        ReportFactory()

        assert lines(client_as(Role.EDITOR)) == {"/admin/lms_reports/?state=open": 1}
    finally:
        waiting_work.unregister("lms.broken")


def test_to_read_a_page_waits_for_nobody_who_writes(client_as):
    """A transaction that is begun takes the lock of SQLite, in which savepoints lie."""
    client = client_as(Role.MANAGER)
    pages = ["/", "/admin/", "/admin/reports/site-history/", "/account/"]
    for page in pages:
        client.get(page)

    with CaptureQueriesContext(connection) as sent:
        answers = [client.get(page).status_code for page in pages]

    assert answers == [200] * len(pages)
    assert [each["sql"] for each in sent if each["sql"].startswith("SAVE")] == []

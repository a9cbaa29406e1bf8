"""Who did what to what, and when: for whoever may see what it was done to."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import CollectionViewRestriction, ModelLogEntry

from lms.enums import Role
from lms.roles import role_group
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CollectionFactory,
    ScriptFactory,
)
from tests.factories.people import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/reports/site-history/"


def entries(client, **filters):
    answer = client.get(ADDRESS, filters)
    return [(e.action, e.label) for e in answer.context["object_list"]]


def test_a_sign_in_is_logged(client, client_as):
    person = UserFactory()
    client.post("/sign-in/", {"username": person.username, "password": PASSWORD})

    [entry] = ModelLogEntry.objects.filter(user=person)
    assert entry.action == "lms.sign_in"
    admin = client_as(Role.PLUGIN_ADMIN)
    assert ("lms.sign_in", entry.label) in entries(admin, action="lms.sign_in")


def test_what_roles_somebody_gets_is_logged(client_as):
    admin = client_as("admin")
    person = UserFactory(role=Role.AGENT)
    address = reverse("wagtailusers_users:edit", args=[person.pk])
    data = {
        "username": person.username,
        "first_name": "小",
        "last_name": "李",
        "email": person.email,
        "is_active": "on",
        "groups": [role_group(Role.EDITOR).pk],
    }

    for _time in range(2):  # the second time changes nothing
        assert admin.post(address, data).status_code == 302

    [entry] = ModelLogEntry.objects.filter(action="lms.access")
    assert entry.user == admin.user
    assert "坐席 Agents" in entry.message
    assert "编辑 Editors" in entry.message


def test_it_is_narrowed_by_person_action_and_type(client_as):
    admin, editor = client_as("admin"), UserFactory()
    script, article = (
        ScriptFactory(title="退款安抚"),
        ArticlePageFactory(title="退款政策"),
    )
    log(instance=script, action="wagtail.lock", user=editor)
    log(instance=article, action="wagtail.unlock", user=admin.user)

    assert entries(admin, user=editor.pk) == [("wagtail.lock", "退款安抚")]
    assert entries(admin, action="wagtail.unlock") == [("wagtail.unlock", "退款政策")]
    assert entries(admin, label="退款安抚", action="wagtail.lock")
    assert entries(admin, timestamp_to="2001-01-01") == []


def test_pages_and_other_things_are_shown_to_one_person_together(client_as):
    reviewer = client_as(Role.REVIEWER)
    log(instance=ScriptFactory(), action="wagtail.lock", user=reviewer.user)

    for _time in range(2):
        assert [action for action, _label in entries(reviewer, action="wagtail.lock")]


def test_what_was_done_to_something_closed_is_not_told(client_as):
    reviewer, collection = client_as(Role.REVIEWER), CollectionFactory()
    script = ScriptFactory(title="机密方案", collection=collection)
    log(instance=script, action="wagtail.lock", user=reviewer.user)
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="groups"
    )
    restriction.groups.add(Group.objects.create(name="insiders"))

    for export in ({}, {"export": "csv"}, {"export": "xlsx"}):
        answer = reviewer.get(ADDRESS, export)
        text = b"".join(answer) if answer.streaming else answer.content
        assert "机密方案".encode() not in text


def test_what_people_did_to_accounts_is_not_told_to_editors(client_as):
    person = UserFactory(username="somebody")
    log(instance=person, action="lms.sign_in", user=person)

    assert "somebody" not in client_as(Role.EDITOR).get(ADDRESS).content.decode()


def test_tables_hold_no_formulas_and_say_what_was_done(client_as):
    admin = client_as("admin")
    log(instance=ScriptFactory(title="=cmd()"), action="wagtail.lock", user=admin.user)

    table = b"".join(admin.get(ADDRESS, {"export": "csv"}).streaming_content).decode()
    assert "'=cmd()" in table
    assert b"".join(admin.get(ADDRESS, {"export": "xlsx"})).startswith(b"PK")


def test_who_looks_after_people_finds_the_way_to_it(client_as):
    home = client_as(Role.PLUGIN_ADMIN).get("/admin/").content.decode()

    assert reverse("wagtailadmin_reports:site_history") in home


@pytest.mark.once
def test_the_page_costs_as_much_with_30_entries_as_with_one(client_as):
    admin, person = client_as("admin"), UserFactory()

    def cost():
        admin.get(ADDRESS)
        with CaptureQueriesContext(connection) as queries:
            admin.get(ADDRESS)
        return len(queries)

    log(instance=person, action="lms.sign_in", user=person)
    few = cost()
    for _number in range(30):
        log(instance=person, action="lms.sign_in", user=person)

    assert cost() == few

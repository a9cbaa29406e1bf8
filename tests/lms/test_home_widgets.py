"""Sections of the first page: asked once a minute for each person, and never too long."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.enums import Role
from lms.extensions import HomeWidget, home_widgets
from lms.models import User
from lms.plugins.switching import disable, enable
from tests.factories.knowledge_base import CollectionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


class Counted(HomeWidget):
    """Says how often it was asked, which costs a query."""

    def __init__(self):
        self.asked = 0
        self.error = None

    def context(self, request):
        raise NotImplementedError

    def render(self, _request):
        self.asked += 1
        if self.error:
            raise self.error
        return f"asked {self.asked} times, {User.objects.count()} people"


@pytest.fixture
def widget():
    home_widgets.register("lms.counted", found := Counted())
    yield found
    home_widgets.unregister("lms.counted")


def test_a_section_is_asked_once_for_each_person_and_language(client_as, widget):
    agent, other = client_as(Role.AGENT), client_as(Role.EDITOR)

    for _turn in range(2):
        assert "asked 1 times" in agent.get("/").content.decode()
    assert "asked 2 times" in other.get("/").content.decode()
    agent.cookies["django_language"] = "en"
    assert "asked 3 times" in agent.get("/").content.decode()
    assert widget.asked == 3


def test_what_is_closed_to_somebody_since_is_asked_again(client_as, widget):
    client = client_as(Role.AGENT)
    client.get("/")
    CollectionFactory().view_restrictions.create(restriction_type="groups")

    assert "asked 2 times" in client.get("/").content.decode()


def test_what_one_has_just_done_is_seen_at_once_and_leaves_others_alone(
    client_as, widget
):
    client, other = client_as(Role.AGENT), client_as(Role.EDITOR)
    client.get("/")
    other.get("/")

    before = {*client.cookies}

    client.post(reverse("lms:preferences"), {})

    assert {*client.cookies} == before  # and what one goes back to is as it was
    for _turn in range(2):
        assert "asked 3 times" in client.get("/").content.decode()
        assert "asked 2 times" in other.get("/").content.decode()


def test_a_section_that_shows_at_once_what_others_do_is_asked_each_time(
    client_as, widget
):
    widget.is_kept = False
    client = client_as(Role.AGENT)
    client.get("/")

    assert "asked 2 times" in client.get("/").content.decode()


def test_a_section_that_failed_is_asked_again_at_once(client_as, widget):
    client = client_as(Role.AGENT)
    widget.error = ZeroDivisionError()
    assert client.get("/").status_code == 200
    widget.error = None

    assert "asked 2 times" in client.get("/").content.decode()


def test_a_switch_of_any_plugin_forgets_all_of_them(client_as, widget):
    client = client_as(Role.AGENT)
    client.get("/")
    disable("lms_sample")
    assert "asked 2 times" in client.get("/").content.decode()
    enable("lms_sample")

    assert "asked 3 times" in client.get("/").content.decode()


def test_ten_sections_more_cost_no_query_more(client_as, widget):
    client = client_as(Role.AGENT)

    def queries():
        client.get("/")  # it fills what is kept
        with CaptureQueriesContext(connection) as found:
            client.get("/")
        return len(found)

    alone = queries()
    names = [f"lms.counted{number}" for number in range(10)]
    try:
        for name in names:
            home_widgets.register(name, Counted())
        assert queries() == alone
    finally:
        for name in names:
            home_widgets.unregister(name)

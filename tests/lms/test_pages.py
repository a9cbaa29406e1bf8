"""The frame of every page, the first page, errors."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from lms.enums import Role
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.factories.people import UserFactory
from tests.pages import HOSTILE, forbidden_in

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

OPEN = ["/sign-in/", "/password/", "/password/sent/", "/password/MQ/no-token/"]
CLOSED = [
    "/",
    "/search/",
    "/notifications/",
    "/account/",
    "/account/password/",
    "/nothing-here/",
]


@pytest.fixture
def content(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return [
            ArticlePageFactory(title="退款政策", tags=["退款"]),
            FaqFactory(question="退款多久到账？", tags=["退款"]),
            ScriptFactory(title="退款安抚", tags=["退款"]),
        ]


@pytest.mark.parametrize("path", OPEN)
def test_pages_before_signing_in_need_nothing_that_a_strict_browser_refuses(
    client, path
):
    answer = client.get(path)

    assert answer.status_code == 200
    assert forbidden_in(answer) == []


@pytest.mark.parametrize("path", CLOSED)
def test_pages_need_nothing_that_a_strict_browser_refuses(client_as, path):
    assert forbidden_in(client_as(Role.AGENT).get(path)) == []


def test_names_with_markup_come_out_as_text(client_as):
    person = UserFactory(last_name="", first_name=HOSTILE)

    answer = client_as(user=person).get("/")

    assert forbidden_in(answer) == []
    assert "&lt;script&gt;alert(1)" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.AGENT, Role.EDITOR, "admin"])
def test_the_first_page_takes_at_most_12_queries(
    client_as, content, role, django_assert_max_num_queries
):
    client = client_as(role)
    client.get("/")

    with django_assert_max_num_queries(12):  # with what plugins show
        client.get("/")


def test_the_first_page_counts_kinds_and_lists_what_is_new(client_as, content):
    answer = client_as(Role.AGENT).get("/")

    assert [tile.count for tile in answer.context["tiles"]] == [1, 1, 1]
    assert {row.url for row in answer.context["newest"]} == {
        item.get_absolute_url() for item in content
    }


def test_the_first_page_lists_what_is_new_in_the_readers_language(client_as, content):
    english = ScriptFactory(title="Refund progress", language="en")
    client = client_as(Role.AGENT)

    assert english.title not in client.get("/").content.decode()
    client.post("/language/", {"language": "en"})
    assert [row.url for row in client.get("/").context["newest"]] == [
        english.get_absolute_url()
    ]


def test_the_first_page_of_an_empty_site_says_so(client_as):
    answer = client_as(Role.AGENT).get("/")

    assert answer.context["newest"] == []
    assert answer.context["tiles"] == []
    assert b"tiles" not in answer.content


def test_the_admin_is_offered_to_those_who_may_enter_it(client_as):
    link = f'href="{reverse("wagtailadmin_home")}"'

    assert link not in client_as(Role.AGENT).get("/").content.decode()
    assert link in client_as(Role.EDITOR).get("/").content.decode()


def test_no_page_carries_wagtails_user_bar(client_as, content):
    for item in content:
        page = client_as("admin").get(item.get_absolute_url()).content.decode()

        assert "userbar" not in page


@pytest.mark.parametrize(
    ("language", "tag"), [("zh-hans", "zh-hans"), ("zh-hant", "zh-hant"), ("en", "en")]
)
def test_pages_name_their_language_and_theme(client_as, language, tag):
    client = client_as(Role.AGENT)
    profile = UserProfile.get_for_user(client.user)
    profile.preferred_language, profile.theme = language, "dark"
    profile.save()

    assert f'<html lang="{tag}" data-theme="dark">' in client.get("/").content.decode()


def test_what_is_not_there_is_answered_in_the_frame(client_as):
    answer = client_as(Role.AGENT).get("/no/such/page/")

    assert answer.status_code == 404
    assert 'role="search"' in answer.content.decode()


def test_an_expired_form_says_that_nothing_was_saved():
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "lin"})

    assert answer.status_code == 403
    assert forbidden_in(answer) == []


def test_a_crash_is_answered_without_the_database(client_as, content, monkeypatch):
    def crash(*args, **kwargs):
        message = "on purpose"
        raise RuntimeError(message)

    client = client_as(Role.AGENT)
    client.raise_request_exception = False
    monkeypatch.setattr("knowledge_base.views.reading.translations", crash)

    answer = client.get(content[1].get_absolute_url())

    assert answer.status_code == 500
    assert forbidden_in(answer) == []
    assert "<h1" in answer.content.decode()

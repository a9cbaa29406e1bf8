"""What a plugin adds is there while it is on, and silent while it is off."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Site

from lms.enums import Role
from lms.events import dispatch
from lms.models import Notification
from lms.plugins.exceptions import PluginError
from lms.plugins.models import PluginState
from lms.plugins.running import is_enabled, one_answer, plugin_settings
from lms.plugins.switching import counts, disable, enable
from tests.factories.people import UserFactory
from tests.plugins.sample.models import BoardPage, Notice
from tests.plugins.sample.services import hang_notice

pytestmark = pytest.mark.django_db
LABEL = "lms_sample"


@pytest.fixture
def board(db):
    """A published page of the plugin's type."""
    home = Site.objects.get(is_default_site=True).root_page
    page = home.add_child(instance=BoardPage(title="Board", slug="board"))
    page.save_revision().publish()
    return page


def statuses(client, addresses):
    return [client.get(address).status_code for address in addresses]


PUBLIC = ["/plugins/sample/", "/plugins/sample/about/", "/board/"]
ADMIN = ["/admin/sample-report/", "/admin/snippets/lms_sample/notice/"]


def test_views_and_pages_answer_404_while_it_is_off_and_again_when_it_is_on(
    client_as, board
):
    client = client_as("admin")

    assert statuses(client, [*PUBLIC, *ADMIN]) == [200] * 5
    disable(LABEL)
    assert statuses(client, [*PUBLIC, *ADMIN]) == [404] * 5
    enable(LABEL)
    assert statuses(client, [*PUBLIC, *ADMIN]) == [200] * 5


def test_its_page_type_can_be_created_only_while_it_is_on(client_as, board):
    client = client_as("admin")
    parent = Page.get_first_root_node()
    address = f"/admin/pages/add/{LABEL}/boardpage/{parent.pk}/"

    choice = f"/admin/pages/{parent.pk}/add_subpage/"

    assert client.get(address).status_code == 200
    disable(LABEL)
    assert client.get(address).status_code in {302, 403}
    assert address not in client.get(choice, follow=True).content.decode()
    assert not BoardPage.can_create_at(parent)


def test_explorer_history_and_deletion_of_its_pages_work_while_it_is_off(
    client_as, board
):
    client = client_as("admin")
    client.cookies["django_language"] = "en"
    disable(LABEL)

    views = [f"/admin/pages/{board.pk}/{view}" for view in ("", "history/", "delete/")]
    assert statuses(client, views) == [200] * 3
    shut = client.get(f"/admin/pages/{board.pk}/edit/", follow=True)
    assert "Sample" in shut.content.decode()
    assert shut.redirect_chain
    client.post(f"/admin/pages/{board.pk}/delete/")
    assert not Page.objects.filter(pk=board.pk).exists()


def test_its_form_cannot_be_sent_while_it_is_off(client_as, board):
    client = client_as("admin")
    disable(LABEL)

    client.post(
        f"/admin/pages/{board.pk}/edit/",
        {"title": "Changed", "slug": "board", "action-publish": "1"},
    )

    assert Page.objects.get(pk=board.pk).title == "Board"


def test_its_menu_items_are_hidden_and_its_hooks_silent_while_it_is_off(client_as):
    client = client_as("admin")
    client.cookies["django_language"] = "en"

    on = client.get("/admin/")
    disable(LABEL)
    off = client.get("/admin/")

    assert "sample-report" in on.content.decode()
    assert on.wsgi_request.sample_hook_ran
    assert "sample-report" not in off.content.decode()
    assert not hasattr(off.wsgi_request, "sample_hook_ran")


def test_its_section_of_the_first_page_is_there_only_while_it_is_on(client_as):
    client = client_as("admin")
    notice = Notice.objects.create(text="Read this")

    shown = []
    for switch in (enable, disable, enable):
        switch(LABEL)
        shown.append(str(notice) in client.get("/").content.decode())

    assert shown == [True, False, True]


def test_its_listeners_hear_nothing_while_it_is_off(board):
    author = UserFactory()
    disable(LABEL)
    hang_notice(text="Read this", author=author, now=timezone.now())
    dispatch(now=timezone.now())
    assert not Notification.objects.exists()

    enable(LABEL)
    hang_notice(text="And this", author=author, now=timezone.now())
    dispatch(now=timezone.now())

    assert Notification.objects.count() == 1


def test_its_notifications_are_hidden_and_its_kind_is_not_to_be_chosen_while_off(
    client_as,
):
    client = client_as(Role.AGENT)
    client.cookies["django_language"] = "en"
    hang_notice(text="Read this", author=client.user, now=timezone.now())
    dispatch(now=timezone.now())

    def seen():
        listed = client.get(reverse("lms:notifications")).content.decode()
        chosen = client.get(reverse("lms:preferences")).content.decode()
        return (
            "Your notice “Read this” hangs." in listed,
            "A notice of yours was hung" in chosen,
        )

    assert seen() == (True, True)
    disable(LABEL)
    assert seen() == (False, False)
    enable(LABEL)
    assert seen() == (True, True)


def test_its_snippets_are_not_offered_while_it_is_off(client_as):
    client = client_as("admin")

    on = client.get("/admin/snippets/").content.decode()
    disable(LABEL)
    off = client.get("/admin/snippets/").content.decode()

    assert "lms_sample/notice" in on
    assert "lms_sample/notice" not in off


def test_rows_stay_when_it_is_switched_off(board):
    Notice.objects.create(text="Read this")

    disable(LABEL)

    assert counts(LABEL) == {"board pages": 1, "notices": 1}


def test_switching_twice_changes_nothing_the_second_time():
    assert disable(LABEL) == [LABEL]
    assert disable(LABEL) == []
    assert enable(LABEL) == [LABEL]
    assert enable(LABEL) == []


def test_an_unknown_plugin_is_named_together_with_the_known_ones():
    with pytest.raises(PluginError, match=r"lms_nothing.*lms_sample"):
        enable("lms_nothing")


def test_what_is_no_plugin_is_always_on():
    assert is_enabled("lms_knowledge_base")
    assert is_enabled("wagtailcore")


def test_settings_are_defaults_until_somebody_sets_them():
    assert plugin_settings(LABEL) == {"greeting": "Hello"}

    PluginState.objects.filter(label=LABEL).update(
        settings={"greeting": "你好", "gone": 1}
    )

    assert plugin_settings(LABEL) == {"greeting": "你好"}


def test_settings_of_a_plugin_that_is_off_are_refused():
    disable(LABEL)

    with pytest.raises(LookupError):
        plugin_settings(LABEL)


def test_one_request_asks_once_what_is_on():
    with one_answer(), CaptureQueriesContext(connection) as queries:
        for _time in range(5):
            assert is_enabled(LABEL)

    assert len(queries) == 1


def test_a_request_reads_what_is_on_together_with_who_asks(client_as):
    client = client_as(Role.AGENT)
    client.get("/plugins/sample/")  # it compiles what is asked
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/plugins/sample/").status_code == 200

    table = PluginState._meta.db_table
    (asked,) = [each["sql"] for each in queries if table in each["sql"]]
    assert client.user._meta.db_table in asked

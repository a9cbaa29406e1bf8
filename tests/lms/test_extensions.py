"""What apps supply: in order, only while switched on, and no fault of one is the page's."""

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404

from lms.enums import MenuGroup, Role
from lms.extension_points import ExtensionPoint
from lms.extensions import HomeWidget, MenuItem, home_widgets, menu_items
from lms.plugins.registry import Plugin, plugins
from lms.plugins.running import one_answer, tell_enabled


class Broken(HomeWidget):
    template = "lms/widgets/newest.html"
    error = ZeroDivisionError

    def context(self, request):
        raise self.error


@pytest.fixture
def point():
    point = ExtensionPoint("numbers", int)
    yield point
    ExtensionPoint.known.pop("numbers")


@pytest.fixture
def broken():
    home_widgets.register("lms.broken", Broken(), order=1)
    yield
    home_widgets.unregister("lms.broken")


def test_items_come_by_order_and_key(point):
    for key, order in (("lms.b", 2), ("lms.c", 1), ("lms.a", 2)):
        point.register(key, 7, order=order)

    assert [each.key for each in point.enabled()] == ["lms.c", "lms.a", "lms.b"]


def test_items_of_a_switched_off_app_are_not_offered(point, monkeypatch):
    point.register("lms.a", 1)
    point.register("lms_knowledge_base.b", 2)
    off = Plugin("lms_knowledge_base", entry="")
    monkeypatch.setitem(plugins, off.label, off)

    with one_answer():
        tell_enabled("")

        assert [each.item for each in point.enabled()] == [1]
        assert point.get("lms.a") == 1
        assert point.get("lms_knowledge_base.b") is None


@pytest.mark.parametrize(
    ("key", "item", "reason"),
    [
        ("lms.a", 1, "is there already"),
        ("lms.b", "text", "is no int"),
        ("nowhere.b", 1, "must begin with the label of an app"),
        ("lms", 1, "must begin with the label of an app"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(point, key, item, reason):
    point.register("lms.a", 1)

    with pytest.raises(ImproperlyConfigured, match=reason):
        point.register(key, item)


def test_an_app_registers_nothing_under_the_name_of_another():
    foreign = type("Foreign", (Broken,), {"__module__": "knowledge_base.widgets"})

    with pytest.raises(ImproperlyConfigured, match="comes from the app"):
        home_widgets.register("lms.foreign", foreign())


@pytest.mark.pages
@pytest.mark.django_db
def test_a_widget_that_fails_leaves_the_page_to_readers(client_as, broken):
    answer = client_as(Role.AGENT).get("/")

    assert answer.status_code == 200
    assert "lms.broken" not in answer.content.decode()
    assert (
        'class="newest' in answer.content.decode() or "empty" in answer.content.decode()
    )


@pytest.mark.pages
@pytest.mark.django_db
def test_who_looks_after_plugins_is_told_which_one_failed(client_as, broken):
    assert "lms.broken" in client_as(Role.PLUGIN_ADMIN).get("/").content.decode()


@pytest.mark.pages
@pytest.mark.django_db
def test_while_developing_it_fails_loudly(client_as, broken, settings):
    settings.DEBUG = True

    with pytest.raises(ZeroDivisionError):
        client_as(Role.AGENT).get("/")


@pytest.mark.pages
@pytest.mark.django_db
@pytest.mark.parametrize(("error", "status"), [(Http404, 404), (PermissionDenied, 403)])
def test_what_steers_the_request_passes(client_as, broken, monkeypatch, error, status):
    monkeypatch.setattr(Broken, "error", error)

    assert client_as(Role.AGENT).get("/").status_code == status


def test_the_menu_holds_what_apps_have_for_this_person(client_as):
    menu_items.register("lms.a", MenuItem("Everybody's", "lms:search"))
    item = MenuItem("Of some", "lms:search", permission="lms.view_user")
    menu_items.register("lms.b", item)
    menu_items.register("lms.c", MenuItem("Nowhere", "lms:not_there"))
    try:
        agent = client_as(Role.AGENT).get("/").content.decode()
        admin = client_as("admin").get("/").content.decode()
    finally:
        for name in "abc":
            menu_items.unregister(f"lms.{name}")

    assert "Everybody&#x27;s" in agent
    assert "Of some" not in agent
    assert "Of some" in admin
    assert "Nowhere" not in admin


def test_the_menu_is_in_parts_and_what_names_none_stands_in_the_last(client_as):
    menu_items.register("lms.a", MenuItem("Of no part", "lms:search"))
    item = MenuItem("Of the team", "lms:search", group=MenuGroup.TEAM)
    menu_items.register("lms.b", item)
    try:
        page = client_as(Role.AGENT).get("/").content.decode()
    finally:
        for name in "ab":
            menu_items.unregister(f"lms.{name}")

    found = ("/kb/my-reports/", "Of the team", "Of no part", "/account/", "/sign-out/")
    places = [page.index(each) for each in found]
    assert places == sorted(places)

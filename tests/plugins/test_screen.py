"""Settings > Plugins, as a plugin administrator meets it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry, Page

from lms.enums import Role
from lms.plugins import Setting, plugin_settings
from lms.plugins.discovery import SAFE_MODE
from lms.plugins.enums import Status
from lms.plugins.models import PluginState
from lms.plugins.registry import Problem
from tests.plugins.sample.models import BoardPage, Notice

SAMPLE = "lms_sample"
LIST = "/admin/plugins/"
pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture
def admin(client_as):
    client = client_as(Role.PLUGIN_ADMIN)
    client.cookies["django_language"] = "en"
    return client


def at(view, label=SAMPLE):
    return reverse(f"lms_plugins:{view}", args=[label])


def text_of(answer):
    words = re.sub(
        r"<(script|style)\b.*?</\1>|<[^>]+>",
        " ",
        answer.content.decode(),
        flags=re.DOTALL,
    )
    return " ".join(words.split())


def is_on(label):
    return PluginState.objects.get(label=label).enabled


def actions(label):
    entries = ModelLogEntry.objects.filter(object_id=label).order_by("timestamp", "pk")
    return [entry.action.removeprefix("lms.plugin.") for entry in entries]


def switch(client, view, label=SAMPLE, **data):
    return client.post(at(view, label), data, follow=True)


# The list


def test_the_list_says_of_each_plugin_what_it_is_and_whether_it_is_on(
    admin, make_plugin
):
    make_plugin("lms_quiz", on=False, requires=[SAMPLE])

    answer = admin.get(LIST)

    found = text_of(answer)
    assert "All (2)" in found
    assert "On (1)" in found
    assert "Notices on a board." in found
    assert re.search(
        r"Quiz What lms_quiz does\. lms_quiz Off 1\.0 Bundled Sample", found
    )
    switches = re.findall(
        r'aria-checked="(\w+)" aria-label="(\w+)"', answer.content.decode()
    )
    assert switches == [("false", "Quiz"), ("true", "Sample")]


@pytest.mark.parametrize(
    ("part", "listed"), [("on", {"Sample"}), ("problems", {"Broken"}), ("all", {"Sample", "Broken", "Quiet"})]
)  # fmt: skip
def test_the_list_shows_those_that_are_on_or_have_a_problem(
    admin, make_plugin, part, listed
):
    make_plugin("lms_broken", problem=Problem(Status.FAILED, "It fell over"))
    make_plugin("lms_quiet", on=False)

    answer = admin.get(LIST, {"show": part})

    assert {one.name for one in answer.context["object_list"]} == listed


def test_a_broken_plugin_says_why_in_the_list(admin, make_plugin):
    make_plugin("lms_broken", problem=Problem(Status.FAILED, "Its models: SyntaxError"))

    assert "Failed Its models: SyntaxError" in text_of(admin.get(LIST))


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (Status.NEEDS_MIGRATION, "manage.py migrate"),
        (Status.NEEDS_RESTART, "systemctl restart"),
        (Status.EXCLUDED, "LMS_PLUGINS_EXCLUDE makes"),
    ],
)
def test_a_bar_says_what_to_type_for_a_plugin_that_waits(
    admin, make_plugin, status, told
):
    assert told not in text_of(admin.get(LIST))

    waiting = make_plugin("lms_waiting", problem=Problem(status, "Waits"))
    waiting.migrated_to = "" if status is Status.NEEDS_RESTART else "0001_initial"

    answer = text_of(admin.get(LIST))
    assert told in answer
    assert answer.count("Waiting") >= 2


def test_safe_mode_and_what_the_environment_adds_are_named(admin, make_plugin):
    make_plugin("lms_waiting", problem=Problem(Status.EXCLUDED, SAFE_MODE))

    listed = text_of(admin.get(LIST))

    assert "started in safe mode, without Waiting" in listed
    assert "The server is in safe mode, which leaves out" in listed
    assert "LMS_PLUGINS_EXCLUDE" not in listed
    assert "Added by the environment" in listed
    assert "Added by the environment" in text_of(admin.get(at("detail", SAMPLE)))


def test_an_empty_list_says_how_to_write_one_and_how_to_install_one(admin, no_plugins):
    found = text_of(admin.get(LIST))

    assert "plugins scaffold" in found
    assert "plugins install" in found


@pytest.fixture
def no_plugins(monkeypatch, db):
    monkeypatch.setattr("lms.plugins.status.plugins", {})
    monkeypatch.setattr("lms.plugins.status.installed_entries", dict)


def test_many_plugins_can_be_searched(admin, make_plugin):
    assert 'name="q"' not in admin.get(LIST).content.decode()

    for number in range(12):
        make_plugin(f"lms_fake{number}")

    assert 'name="q"' in admin.get(LIST).content.decode()
    found = admin.get(f"{LIST}results/", {"q": "fake11"})
    assert [one.label for one in found.context["object_list"]] == ["lms_fake11"]
    nothing = admin.get(f"{LIST}results/", {"q": "fake11", "show": "problems"})
    assert list(nothing.context["object_list"]) == []


def test_the_list_of_thirty_asks_the_database_as_often_as_that_of_one(
    admin, make_plugin
):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert admin.get(LIST).status_code == 200
        return len(queries)

    asked()
    few = asked()
    for number in range(30):
        make_plugin(f"lms_fake{number}", requires=[SAMPLE])

    assert asked() == few


def test_a_label_that_fits_into_no_address_is_listed_without_links(admin, make_plugin):
    make_plugin("lms_a/b c", problem=Problem(Status.FAILED, "It cannot be called so"))

    assert "It cannot be called so" in text_of(admin.get(LIST))


# Who may


@pytest.mark.parametrize("view", ["enable", "disable"])
def test_nobody_else_switches(client_as, view):
    editor = client_as(Role.EDITOR)

    editor.post(at(view), {"confirmed": "yes"})

    assert is_on(SAMPLE)
    assert actions(SAMPLE) == []


def test_only_those_who_manage_plugins_have_the_item_in_the_menu(client_as):
    shown = {
        role: f'"{LIST}"' in client_as(role).get("/admin/").content.decode()
        for role in (Role.EDITOR, Role.PLUGIN_ADMIN, "admin")
    }

    assert shown == {Role.EDITOR: False, Role.PLUGIN_ADMIN: True, "admin": True}


def test_looking_changes_nothing(admin, make_plugin):
    make_plugin("lms_quiz", on=False)
    looked = ["disable", "enable", "detail"]

    for view in looked:
        admin.get(at(view))
        admin.get(at(view, "lms_quiz"))

    assert is_on(SAMPLE)
    assert not is_on("lms_quiz")


# Off


def test_switching_off_asks_first_and_says_what_will_be_hidden(admin):
    root = Page.get_first_root_node()
    root.add_child(instance=BoardPage(title="Board"))
    Notice.objects.create(text="Hello")

    asked = switch(admin, "disable")

    assert is_on(SAMPLE)
    found = text_of(asked)
    assert "1 page answers “not found”" in found
    assert "1 row is kept and not shown" in found
    assert "/plugins/sample/" in found


def test_switching_off_is_logged_and_hides_the_plugin_at_once(admin):
    answer = switch(admin, "disable", confirmed="yes")

    assert "Switched off: Sample. Nothing was deleted." in text_of(answer)
    assert admin.get("/plugins/sample/").status_code == 404
    assert actions(SAMPLE) == ["disable"]


def test_what_requires_a_plugin_goes_off_with_it_only_when_agreed(admin, make_plugin):
    make_plugin("lms_quiz", requires=[SAMPLE])
    make_plugin("lms_exam", requires=["lms_quiz"])

    asked = switch(admin, "disable", confirmed="yes")
    assert "Quiz, Exam" in text_of(asked)
    assert is_on(SAMPLE)

    switch(admin, "disable", confirmed="yes", agreed=["lms_quiz", "lms_exam"])

    assert not any(map(is_on, [SAMPLE, "lms_quiz", "lms_exam"]))


def test_it_asks_anew_when_another_came_to_require_the_plugin_meanwhile(
    admin, make_plugin
):
    make_plugin("lms_quiz", requires=[SAMPLE])
    make_plugin("lms_new", requires=[SAMPLE])

    asked = switch(admin, "disable", confirmed="yes", agreed=["lms_quiz"])

    assert "New" in text_of(asked)
    assert is_on(SAMPLE)


def test_a_plugin_that_cannot_let_go_is_switched_off_all_the_same(admin, make_plugin):
    make_plugin("lms_quiz", on_disable=fall_over)

    switch(admin, "disable", "lms_quiz", confirmed="yes")

    assert not is_on("lms_quiz")


def fall_over(_config):
    PluginState.objects.create(label="left behind")
    raise ValueError("no paper left")


# On


def test_switching_on_names_the_next_step(admin):
    switch(admin, "disable", confirmed="yes")

    answer = switch(admin, "enable")

    assert "Switched on: Sample." in text_of(answer)
    assert 'href="/plugins/sample/"' in answer.content.decode()
    assert f'href="{at("detail")}#settings"' in answer.content.decode()
    assert actions(SAMPLE) == ["disable", "enable"]


def test_switching_on_offers_to_switch_on_what_is_required(admin, make_plugin):
    make_plugin("lms_base", on=False)
    make_plugin("lms_quiz", on=False, requires=["lms_base"])

    asked = switch(admin, "enable", "lms_quiz")
    assert "Yes, switch all of them on" in text_of(asked)
    assert not is_on("lms_base")

    answer = switch(admin, "enable", "lms_quiz", agreed="lms_base")

    assert "Switched on: Base, Quiz." in text_of(answer)
    assert is_on("lms_base")
    assert is_on("lms_quiz")


def test_a_second_click_says_that_it_is_done(admin):
    assert "Sample is on already." in text_of(switch(admin, "enable"))
    switch(admin, "disable", confirmed="yes")

    again = switch(admin, "disable", confirmed="yes")

    assert "Sample is off already." in text_of(again)
    assert actions(SAMPLE) == ["disable"]


def test_what_a_plugin_raises_while_it_is_switched_on_is_shown_and_undone(
    admin, make_plugin
):
    make_plugin("lms_base", on=False)
    make_plugin("lms_quiz", on=False, requires=["lms_base"], on_enable=fall_over)

    answer = switch(admin, "enable", "lms_quiz", agreed="lms_base")

    assert "ValueError: no paper left" in text_of(answer)
    assert not is_on("lms_base")
    assert not is_on("lms_quiz")
    assert not PluginState.objects.filter(label="left behind").exists()


def test_a_plugin_may_read_its_settings_while_it_is_switched_on(admin, make_plugin):
    read = []
    make_plugin(
        "lms_quiz",
        on=False,
        settings={"size": Setting(3, label="Size")},
        on_enable=lambda config: read.append(plugin_settings("lms_quiz")),
    )

    switch(admin, "enable", "lms_quiz")

    assert read == [{"size": 3}]


@pytest.mark.parametrize(
    "status", [Status.FAILED, Status.NEEDS_MIGRATION, Status.EXCLUDED]
)
def test_what_cannot_run_is_not_switched_on(admin, make_plugin, status):
    make_plugin("lms_quiz", on=False, problem=Problem(status, "Broken"))

    answer = switch(admin, "enable", "lms_quiz")

    assert "Quiz cannot be switched on." in text_of(answer)
    assert not is_on("lms_quiz")


def test_a_plugin_that_was_never_migrated_and_has_no_tables_is_switched_on(
    admin, make_plugin
):
    make_plugin("lms_quiz", row=False)

    switch(admin, "enable", "lms_quiz")

    assert is_on("lms_quiz")


def test_after_switching_somebody_is_where_the_switch_was(admin, make_plugin):
    make_plugin("lms_quiz", on=False)

    back = admin.post(at("enable", "lms_quiz"), {"next": f"{LIST}?show=on"})
    away = admin.post(at("enable", "lms_quiz"), {"next": "https://elsewhere.example/"})

    assert back["Location"] == f"{LIST}?show=on"
    assert away["Location"] == at("detail", "lms_quiz")


@pytest.mark.parametrize("view", ["detail", "enable", "disable"])
def test_a_plugin_that_is_not_there_is_not_found(admin, view):
    assert admin.get(at(view, "lms_nothing")).status_code == 404


# One plugin


def test_the_page_of_a_plugin_says_what_it_adds_and_leads_to_it(admin, make_plugin):
    make_plugin("lms_quiz", requires=[SAMPLE])
    Notice.objects.create(text="Hello")

    answer = admin.get(at("detail"))

    found = text_of(answer)
    assert "Notices 1 row" in found
    assert "Addresses 3: /plugins/sample/" in found
    assert "Items in menus of the admin 1" in found
    assert "Required by Quiz" in found
    assert 'href="/plugins/sample/"' in answer.content.decode()


def test_a_plugin_that_is_off_is_described_too_but_not_led_to(admin):
    switch(admin, "disable", confirmed="yes")

    answer = admin.get(at("detail"))

    assert "Addresses 3: /plugins/sample/" in text_of(answer)
    assert 'href="/plugins/sample/"' not in answer.content.decode()


def test_the_page_says_who_switched_the_plugin(admin):
    switch(admin, "disable", confirmed="yes")

    found = text_of(admin.get(at("detail")))

    assert f"{admin.user.get_full_name()} Switched off" in found


def test_only_a_superuser_sees_where_a_plugin_went_wrong(admin, client_as, make_plugin):
    make_plugin(
        "lms_broken", problem=Problem(Status.FAILED, "Fell over", "line 3 of secret.py")
    )

    assert "secret.py" not in text_of(admin.get(at("detail", "lms_broken")))
    assert "secret.py" in text_of(client_as("admin").get(at("detail", "lms_broken")))


def test_a_plugin_whose_code_is_gone_can_still_be_looked_at(admin, make_plugin):
    plugin = make_plugin("lms_gone", problem=Problem(Status.MISSING, "Gone"))
    plugin.config = None

    assert "Code missing" in text_of(admin.get(at("detail", "lms_gone")))
    switch(admin, "disable", "lms_gone", confirmed="yes")
    assert not is_on("lms_gone")


# Settings

DECLARED = {
    "size": Setting(3, label="Size"),
    "loud": Setting(True, label="Loud"),
    "title": Setting("", label="Title"),
    "level": Setting(1, label="Level", choices=[(1, "low"), (2, "high")]),
}


def save(client, label, **values):
    page = client.get(at("detail", label))
    fields = {f"setting-{name}": value for name, value in values.items()}
    return client.post(
        at("detail", label), {"seen": page.context["seen"], **fields}, follow=True
    )


def test_settings_have_their_defaults_and_keep_what_is_saved(admin, make_plugin):
    make_plugin("lms_quiz", settings=DECLARED)
    assert "Default: 3" in text_of(admin.get(at("detail", "lms_quiz")))

    answer = save(admin, "lms_quiz", size="5", title="测验", level="2")

    assert "Settings saved." in text_of(answer)
    assert plugin_settings("lms_quiz") == {
        "size": 5,
        "loud": False,
        "title": "测验",
        "level": 2,
    }
    entry = ModelLogEntry.objects.get(object_id="lms_quiz")
    assert entry.action == "lms.plugin.settings"
    assert entry.data == {"changed": ["size", "loud", "title", "level"]}


def test_settings_that_are_wrong_stay_in_the_form_and_are_not_saved(admin, make_plugin):
    make_plugin("lms_quiz", settings=DECLARED)

    answer = save(admin, "lms_quiz", size="many", title="测验", level="7")

    assert 'value="many"' in answer.content.decode()
    assert set(answer.context["form"].errors) == {"size", "level"}
    assert PluginState.objects.get(label="lms_quiz").settings == {}
    assert actions("lms_quiz") == []


def test_nothing_is_logged_when_no_setting_was_changed(admin, make_plugin):
    make_plugin("lms_quiz", settings=DECLARED)

    answer = save(admin, "lms_quiz", size="3", loud="on", title="", level="1")

    assert "Nothing was changed." in text_of(answer)
    assert actions("lms_quiz") == []


def test_two_people_do_not_overwrite_each_other(admin, make_plugin):
    make_plugin("lms_quiz", settings=DECLARED)
    seen = admin.get(at("detail", "lms_quiz")).context["seen"]
    save(admin, "lms_quiz", size="5", loud="on", title="first", level="1")

    late = {
        "seen": seen,
        "setting-size": "6",
        "setting-title": "second",
        "setting-level": "1",
    }
    answer = admin.post(at("detail", "lms_quiz"), late)

    assert "Somebody else has changed these settings" in text_of(answer)
    assert 'value="second"' in answer.content.decode()
    assert plugin_settings("lms_quiz")["title"] == "first"


@pytest.mark.parametrize(
    "declared", [{"rate": Setting(0.5, label="Rate")}, {"rate": "often"}, ["rate"]]
)
def test_settings_that_an_author_declared_wrongly_stop_nothing(
    admin, make_plugin, declared
):
    make_plugin("lms_quiz", settings=declared)

    assert "cannot be shown" in text_of(admin.get(at("detail", "lms_quiz")))


def test_the_tab_for_installing_gives_the_commands(admin):
    found = text_of(admin.get(f"{LIST}install/"))

    assert "manage.py plugins install" in found
    assert "manage.py plugins remove" in found
    assert "Why not from here" in found

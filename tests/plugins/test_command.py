"""`manage.py plugins`: what it shows, switches and refuses."""

import json
from io import StringIO

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.models import Page

from lms.plugins.enums import Status
from lms.plugins.exceptions import PluginError
from lms.plugins.management.commands import plugins as command
from lms.plugins.models import PluginState
from lms.plugins.registry import Plugin, Problem, plugins
from lms.plugins.running import is_enabled
from lms.plugins.turns import one_at_a_time

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command("plugins", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def found(*arguments):
    return json.loads(run(*arguments, "--json"))


def refused(*arguments):
    with pytest.raises(CommandError) as error:
        run(*arguments)
    assert error.value.returncode == 2
    return str(error.value)


@pytest.fixture
def broken(monkeypatch):
    """A plugin that is on, requires the sample, and cannot be imported."""
    problem = Problem(Status.FAILED, "It is broken.", "Traceback: line 7")
    plugin = Plugin("lms_broken", "", requires=("lms_sample",), problem=problem)
    monkeypatch.setitem(plugins, "lms_broken", plugin)
    return PluginState.objects.create(label="lms_broken", name="坏的", enabled=True)


@pytest.fixture
def waiting(monkeypatch):
    """A plugin that is off and requires the sample."""
    plugin = Plugin("lms_waiting", "", requires=("lms_sample",))
    monkeypatch.setitem(plugins, "lms_waiting", plugin)
    return PluginState.objects.create(label="lms_waiting", name="Waiting")


def test_the_list_says_what_each_plugin_is():
    assert found("list") == [
        {
            "label": "lms_sample",
            "name": "示例",
            "version": "1.0",
            "source": "environment",
            "status": "enabled",
            "sentence": "",
        }
    ]


@pytest.mark.usefixtures("broken")
def test_the_list_stands_in_columns_beside_chinese_names():
    headings, *lines = run("list").splitlines()

    rows = {line.split()[0]: line for line in lines}
    assert headings.split() == ["label", "name", "version", "source", "status"]
    assert rows["lms_sample"].index("environment") == headings.index("source") - 2
    assert rows["lms_broken"].endswith("failed   It is broken.")
    assert rows["lms_broken"].index("bundled") == headings.index("source") - 2


def test_an_empty_list_says_how_to_install_one(monkeypatch):
    monkeypatch.setattr(command, "reports", list)

    assert "There are no plugins. Install one" in run("list")
    assert found("list") == []


def test_disabling_says_what_is_hidden_and_enabling_brings_it_back():
    off = found("disable", "lms_sample")
    assert off["disabled"] == ["lms_sample"]
    assert off["hidden"]["lms_sample"]["pages"] == 0
    assert not is_enabled("lms_sample")
    assert run("disable", "lms_sample") == "lms_sample is off already.\n"

    assert found("enable", "lms_sample") == {"enabled": ["lms_sample"]}
    assert is_enabled("lms_sample")
    assert run("enable", "lms_sample") == "lms_sample is on already.\n"


@pytest.mark.parametrize("action", ["enable", "disable", "remove", "doctor"])
def test_an_unknown_plugin_is_refused(action):
    sentence = refused(action, "lms_nothing")

    assert sentence == "There is no plugin 'lms_nothing'. Known are: lms_sample."


def test_the_host_itself_cannot_be_removed():
    assert "There is no plugin" in refused("remove", "lms_knowledge_base")
    assert "There is no plugin" in refused("remove", "lms_plugins")


def test_a_refusal_is_json_for_programs(capsys):
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("plugins", "enable", "lms_nothing", "--json", stdout=out)

    assert json.loads(out.getvalue())["error"].startswith("There is no plugin")


@pytest.mark.usefixtures("waiting")
def test_to_enable_while_what_is_required_is_off_is_refused():
    run("disable", "lms_sample")

    sentence = refused("enable", "lms_waiting")

    assert sentence == (
        "lms_waiting requires lms_sample, which is off: switch that on first."
    )
    assert not PluginState.objects.filter(enabled=True).exists()


@pytest.mark.usefixtures("broken")
def test_to_disable_what_others_need_is_refused_unless_they_go_along():
    sentence = refused("disable", "lms_sample")

    assert sentence == ("lms_sample is required by lms_broken: switch that off first.")
    assert is_enabled("lms_sample")
    off = found("disable", "lms_sample", "--cascade")["disabled"]
    assert off == ["lms_broken", "lms_sample"]


@pytest.mark.usefixtures("broken")
def test_to_remove_what_others_need_is_refused():
    sentence = refused("remove", "lms_sample", "--purge", "--yes", "--no-backup")

    assert sentence == "lms_sample is required by lms_broken: remove that first."


def test_a_healthy_site_has_nothing_wrong():
    assert run("doctor", "--strict") == "Nothing is wrong.\n"


@pytest.mark.usefixtures("broken")
def test_the_doctor_shows_why_and_what_to_do():
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("plugins", "doctor", "lms_broken", stdout=out)

    assert end.value.code == 1
    assert "lms_broken: failed. It is broken." in out.getvalue()
    assert "Traceback: line 7" in out.getvalue()
    assert "LMS_PLUGINS_EXCLUDE=lms_broken" in out.getvalue()


def test_what_was_left_out_on_purpose_counts_only_when_strict(monkeypatch):
    problem = Problem(Status.EXCLUDED, "It is left out.")
    monkeypatch.setitem(plugins, "lms_out", Plugin("lms_out", "x:Y", problem=problem))

    assert "lms_out: excluded" in run("doctor")
    with pytest.raises(SystemExit):
        run("doctor", "--strict")


def test_the_doctor_finds_pages_tables_and_types_that_nobody_owns(capsys):
    kind = ContentType.objects.create(app_label="lms_gone", model="gonepage")
    ContentType.objects.create(app_label="lms_lost", model="thing")
    home = Page.objects.get(depth=1)
    page = home.add_child(instance=Page(title="Gone", slug="gone"))
    Page.objects.filter(pk=page.pk).update(content_type=kind)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE lms_gone_thing (id integer)")

    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("plugins", "doctor", "--json", stdout=out)

    kinds = [(each["label"], each["kind"]) for each in json.loads(out.getvalue())]
    assert kinds == [
        ("lms_gone", "orphaned pages"),
        ("lms_gone", "orphaned tables"),
        ("lms_lost", "stale content types"),
    ]


def test_remove_counts_and_changes_nothing():
    text = run("remove", "lms_sample")

    assert "Nothing was changed." in text
    assert "lms_sample_boardpage, lms_sample_notice" in text
    assert PluginState.objects.get(label="lms_sample").enabled


def test_nothing_is_purged_while_another_plugin_is_installed():
    with one_at_a_time():
        sentence = refused("remove", "lms_sample", "--purge", "--yes")

    assert sentence.startswith("Another plugin is being installed or removed")
    assert is_enabled("lms_sample")


def test_a_refusal_speaks_the_reader_s_language_and_in_commands_english(monkeypatch):
    error = PluginError(_("%(plugin)s is on already."), plugin="Quiz")

    def enable(*_args, **_more):
        raise error

    monkeypatch.setattr(command.switching, "enable", enable)
    with override("zh-hans"):
        assert refused("enable", "lms_quiz") == "Quiz is on already."
        assert str(error) != "Quiz is on already."
        assert "Quiz" in str(error)

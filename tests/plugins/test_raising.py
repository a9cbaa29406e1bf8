"""What a plugin raises while it runs is kept for those who look after it."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from lms.enums import Role
from lms.plugins.models import PluginState
from lms.plugins.raising import forget_raised
from lms.plugins.switching import disable, enable
from tests.factories.events import DeadLetterFactory
from tests.plugins.sample.extensions import NewestNotice
from tests.plugins.sample.models import Notice

pytestmark = pytest.mark.django_db
LABEL = "lms_sample"


@pytest.fixture
def raising(monkeypatch):
    """The widget of the sample raises what is put into the list."""
    errors = []

    def context(_widget, _request):
        raise errors[-1]

    monkeypatch.setattr(NewestNotice, "context", context)
    Notice.objects.create(text="Read this")
    forget_raised()
    yield errors
    forget_raised()


@pytest.fixture
def look(client_as, django_capture_on_commit_callbacks):
    """Return a function that opens the first page."""
    client = client_as(Role.AGENT)

    def look():
        with django_capture_on_commit_callbacks(execute=True):
            assert client.get("/").status_code == 200

    return look


def findings():
    out = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("plugins", "doctor", LABEL, "--json", stdout=out)
    assert left.value.code == 1
    return json.loads(out.getvalue())


def test_an_error_is_on_the_page_of_the_plugin_and_among_the_problems(
    client_as, raising, look
):
    raising.append(ZeroDivisionError("at the widget"))
    look()

    client = client_as("admin")
    page = client.get(f"/admin/plugins/{LABEL}/").content.decode()
    problems = client.get("/admin/plugins/?show=problems").content.decode()
    assert "Traceback" in page
    for shown in (page, problems):
        assert "ZeroDivisionError: at the widget" in shown
    (found,) = findings()
    assert (found["kind"], "Traceback" in found["traceback"]) == ("raised", True)


def test_within_a_minute_one_error_is_written_down(raising, look):
    for number in (1, 2):
        raising.append(ZeroDivisionError(f"number {number}"))
        look()

    assert "number 1" in PluginState.objects.get(label=LABEL).error


def test_switched_off_and_on_again_it_starts_without_the_error(raising, look):
    raising.append(ZeroDivisionError("no"))
    look()

    disable(LABEL)
    assert PluginState.objects.get(label=LABEL).error
    enable(LABEL)

    assert PluginState.objects.get(label=LABEL).error == ""


def test_after_two_weeks_an_error_is_no_problem_any_more(client_as, raising, look):
    raising.append(ZeroDivisionError("long ago"))
    look()
    rows = PluginState.objects.filter(label=LABEL)
    assert "UTC)" in rows.get().error

    rows.update(changed_at=timezone.now() - timedelta(days=15))

    page = client_as("admin").get(f"/admin/plugins/{LABEL}/").content.decode()
    assert "long ago" not in page


def test_the_doctor_counts_what_listeners_gave_up():
    for _time in range(3):
        DeadLetterFactory(listener=f"{LABEL}.tell_author")
    DeadLetterFactory(listener="lms.tell_those_who_asked")
    DeadLetterFactory(listener=f"{LABEL}.tell_author", state="let_go")

    (found,) = findings()

    assert found["kind"] == "dead letters"
    assert found["sentence"].endswith("events that wait: 3.")
    assert "ZeroDivisionError: a" in found["traceback"]

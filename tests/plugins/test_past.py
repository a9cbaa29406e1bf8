"""A plugin hears from when it is switched on, and of the past when somebody asks."""

import json
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from lms.enums import GapState, Role
from lms.events import Target, dispatch, forget_events, preview_past, publish
from lms.events.host import GapAnswered
from lms.models import DeadLetter, EventCursor, Notification
from lms.plugins import signals
from lms.plugins.exceptions import PluginError
from lms.plugins.models import PluginState
from lms.plugins.running import is_enabled
from lms.plugins.switching import disable, enable
from lms.testing.samples import publish_below_root
from tests.factories.events import PublishedEventFactory
from tests.factories.people import UserFactory
from tests.plugins.sample.models import BoardPage, Notice
from tests.plugins.sample.services import hang_notice

pytestmark = pytest.mark.django_db
LABEL = "lms_sample"
PAST = f"/admin/plugins/{LABEL}/past/"


@pytest.fixture
def admin(client_as):
    client = client_as(Role.PLUGIN_ADMIN)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def author():
    return UserFactory()


@pytest.fixture
def missed(author):
    """Two notices and two answers, while the plugin was off; it is on again."""
    publish_below_root(BoardPage(title="Board"))
    disable(LABEL)
    tell_notice(author, "One")
    answer("a")
    tell_notice(author, "Two")
    answer("b")
    enable(LABEL)


def tell_notice(author, text="Hello"):
    return hang_notice(text=text, author=author, now=timezone.now())


def answer(key):
    publish(
        GapAnswered(
            actor_id=None,
            target=Target("lms.searchgap", "1"),
            occurred_at=timezone.now(),
            key=key,
            state=GapState.ANSWERED,
        )
    )


def heard():
    """Return what the two listeners of the sample have made."""
    told = Notification.objects.filter(kind="lms_sample.notice_hung").count()
    return told, sorted(
        Notice.objects.exclude(page=None).values_list("text", flat=True)
    )


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def run(*arguments):
    out = StringIO()
    call_command("take_in_past", *arguments, stdout=out)
    return out.getvalue()


# Switching


def test_whoever_builds_on_the_framework_is_told_of_each_plugin_that_is_switched(
    author,
):
    told = []

    def hear(label, is_on, actor, **_more):
        told.append((label, is_on, actor, connection.in_atomic_block))

    signals.switched.connect(hear)
    try:
        disable(LABEL, actor=author)
        disable(LABEL, actor=author)
        enable(LABEL, actor=author)
    finally:
        signals.switched.disconnect(hear)

    assert told == [(LABEL, False, author, True), (LABEL, True, author, True)]


def test_a_receiver_that_raises_leaves_the_plugin_as_it_was():
    def refuse(**_more):
        raise PluginError("no")

    signals.switched.connect(refuse)
    try:
        with pytest.raises(PluginError):
            disable(LABEL)
    finally:
        signals.switched.disconnect(refuse)

    assert is_enabled(LABEL)


def test_switched_on_it_hears_only_what_happens_from_then_on(missed, author):
    tell_notice(author, "After")

    dispatch(now=timezone.now())

    assert heard() == (1, [])
    assert Notification.objects.get().target_key == str(Notice.objects.last().pk)


# Taking in


def test_the_past_is_taken_in_once_for_each_key_and_as_often_as_was_counted(missed):
    counted = {each.kind: each.count for each in preview_past(LABEL)}

    said = run(LABEL)
    again = run(LABEL)
    dispatch(now=timezone.now())

    assert counted == {"lms_sample.notice_hung": 2, "lms.gap_answered": 2}
    assert "4 taken in" in said
    assert said == again
    assert heard() == (2, ["a", "b"])
    assert not DeadLetter.objects.exists()


def test_counting_from_a_day_on_counts_what_is_handed_over(missed):
    later = timezone.localdate() + timedelta(days=1)

    assert json.loads(run(LABEL, "--since", str(later), "--json")) == {
        "past": [], "total": 0, "taken_in": True,
    }  # fmt: skip
    assert "4 taken in" in run(LABEL, "--since", "0001-01-01")


def test_what_was_told_before_and_numbered_after_is_counted_too():
    told_first, told_later = (
        PublishedEventFactory(kind="lms.gap_answered", position=place)
        for place in (1_000_002, 1_000_001)
    )

    counted = preview_past(LABEL, told_later.published_at)

    assert told_first.published_at < told_later.published_at
    assert [each.count for each in counted] == [2]


def test_a_dry_run_counts_and_changes_nothing(missed):
    before = [*EventCursor.objects.order_by("pk").values()]

    said = run(LABEL, "--dry-run")

    assert "lms_sample.hang_answer" in said
    assert "4 would be handed over. Nothing was changed." in said
    assert [*EventCursor.objects.order_by("pk").values()] == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["lms_nothing"], "no plugin 'lms_nothing'"),
        ([LABEL, "--since", "yesterday"], "Write --since as 2026-01-31"),
    ],
)
def test_what_is_refused_is_one_sentence_and_exit_code_2(arguments, sentence):
    with pytest.raises(CommandError, match=sentence) as error:
        run(*arguments)

    assert error.value.returncode == 2


def test_the_command_takes_nothing_in_for_a_plugin_that_is_off(missed):
    disable(LABEL)

    with pytest.raises(CommandError, match="switch it on first"):
        run(LABEL)
    assert "4 would be" in run(LABEL, "--dry-run")


# The page


def test_the_page_counts_and_the_button_hands_over(admin, missed):
    page = text_of(admin.get(PAST))
    assert "Yes, take in 4 events" in page
    assert "lms_sample.tell_author" in page
    assert heard() == (0, [])

    said = text_of(admin.post(PAST, {"since": ""}, follow=True))

    assert "Sample takes in 4 past events." in said
    assert "Past taken in" in said
    assert heard() == (2, ["a", "b"])
    entry = ModelLogEntry.objects.get(action="lms.plugin.past")
    assert (entry.user, entry.data["count"]) == (admin.user, 4)


def test_the_page_counts_from_a_day_on(admin, missed):
    later = timezone.localdate() + timedelta(days=1)

    page = admin.get(PAST, {"since": str(later)})

    assert "Since that day nothing has happened" in text_of(page)
    assert "Yes, take in" not in text_of(page)


def test_what_is_no_day_is_said_and_takes_nothing_in(admin, missed):
    page = text_of(admin.post(PAST, {"since": "32.13."}))

    assert "Enter a valid date" in page
    assert "Yes, take in" not in page
    assert heard() == (0, [])


def test_the_page_says_when_nothing_has_happened(admin):
    forget_events(before=timezone.now())

    assert "Nothing has happened yet" in text_of(admin.get(PAST))
    assert "nothing to take in" in text_of(admin.post(PAST, follow=True))


def test_the_page_of_a_plugin_that_listens_to_nothing_says_so(admin, make_plugin):
    make_plugin("lms_quiz")

    page = text_of(admin.get(PAST.replace(LABEL, "lms_quiz")))

    assert "listens to no events" in page


def test_a_plugin_that_is_off_is_to_be_switched_on_first(admin, missed):
    disable(LABEL)

    assert "switch it on first" in text_of(admin.get(PAST))
    assert "switch it on first" in text_of(admin.post(PAST))
    assert heard() == (0, [])


def test_it_is_found_from_the_plugin_and_after_switching_on(admin, missed):
    detail = reverse("lms_plugins:detail", args=[LABEL])
    assert PAST in admin.get(detail).content.decode()
    disable(LABEL)

    answer = admin.post(reverse("lms_plugins:enable", args=[LABEL]), follow=True)

    message = answer.content.decode().partition("Switched on: Sample.")[2]
    assert PAST in message[:1000]


def test_switched_on_without_a_past_nothing_is_offered(admin):
    forget_events(before=timezone.now())
    disable(LABEL)

    answer = admin.post(reverse("lms_plugins:enable", args=[LABEL]), follow=True)

    message = answer.content.decode().partition("Switched on: Sample.")[2]
    assert message
    assert PAST not in message[:1000]


@pytest.mark.once
def test_the_page_asks_as_much_for_30_events_as_for_one(admin, author):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert admin.get(PAST).status_code == 200
        return len(queries)

    tell_notice(author)
    cost()
    before = cost()
    for number in range(30):
        tell_notice(author, f"Notice {number}")

    assert cost() == before
    assert PluginState.objects.get(label=LABEL).enabled

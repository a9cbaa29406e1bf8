"""Each listener is handed each event in order, at least once, whatever it raises."""

from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.events import (
    begin_now,
    dispatch,
    dispatching,
    forget_events,
    preview_past,
    publish,
    take_in_past,
)
from lms.events import listening as listening_module
from lms.events.dispatching import prepare_cursors
from lms.events.letters import ListenerSilentError, let_go, try_again
from lms.events.listening import listen, listening
from lms.models import DeadLetter, EventCursor, PublishedEvent, Team
from lms.retries import FIRST_DELAY, LONGEST_DELAY, MOST_ATTEMPTS, delay_after, is_due
from tests.factories.people import UserFactory
from tests.lms.events.doors import NOON, BellRung, DoorOpened, bell_rung, door_opened

LATER = NOON + timedelta(days=1)
pytestmark = pytest.mark.django_db


class Hearer:
    """Keeps what it hears; raises at the keys in `failing`."""

    __module__ = "tests"
    __qualname__ = __name__ = "hearer"

    def __init__(self):
        self.heard, self.failing = [], set()

    def __call__(self, event):
        Team.objects.create(name=event.key)
        if event.key in self.failing:
            raise ZeroDivisionError(event.key)
        self.heard.append(event.key)


@pytest.fixture
def hearer():
    hearer = Hearer()
    with listening(hearer, DoorOpened):
        yield hearer


@pytest.fixture
def switched_off(monkeypatch):
    monkeypatch.setattr(listening_module, "is_enabled", lambda label: label != "lms")


def tell(*keys):
    for key in keys:
        publish(door_opened(key))


def dispatch_until_given_up(now=NOON):
    for attempt in range(1, MOST_ATTEMPTS + 1):
        dispatch(now=now)
        now += delay_after(attempt)
    return now


def test_a_listener_hears_its_kinds_in_order(hearer):
    tell("a", "b")
    publish(bell_rung("bell"))
    tell("c")

    dispatch(now=NOON)

    assert hearer.heard == ["a", "b", "c"]


def test_a_listener_hears_nothing_twice(hearer):
    tell("a")
    dispatch(now=NOON)
    tell("b")
    dispatch(now=NOON)
    dispatch(now=NOON)

    assert hearer.heard == ["a", "b"]


def test_it_hears_after_the_commit_of_whoever_publishes(
    hearer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        tell("a", "b", "c")
        assert hearer.heard == []

    assert len(callbacks) == 1
    assert hearer.heard == ["a", "b", "c"]


def test_a_listener_that_raises_breaks_nothing_for_whoever_publishes(
    hearer, django_capture_on_commit_callbacks
):
    hearer.failing = {"a"}

    with django_capture_on_commit_callbacks(execute=True):
        tell("a")

    assert PublishedEvent.objects.exists()
    assert not Team.objects.exists()


def test_what_failed_is_tried_again_before_what_follows(hearer):
    hearer.failing = {"a"}
    tell("a", "b")

    dispatch(now=NOON)
    hearer.failing = set()
    dispatch(now=NOON + FIRST_DELAY / 2)
    assert hearer.heard == []

    dispatch(now=NOON + FIRST_DELAY)
    assert hearer.heard == ["a", "b"]
    assert [team.name for team in Team.objects.order_by("pk")] == ["a", "b"]


def test_what_fails_too_often_is_laid_aside_and_the_next_one_is_handed_over(hearer):
    hearer.failing = {"a"}
    tell("a", "b")

    dispatch_until_given_up()

    assert hearer.heard == ["b"]
    letter = DeadLetter.objects.get()
    assert (letter.event.key, letter.attempts) == ("a", MOST_ATTEMPTS)
    assert letter.last_line == "ZeroDivisionError: a"
    assert "Traceback" in letter.error


def test_a_listener_that_breaks_its_transaction_is_undone_alone(hearer):
    def break_it(event):
        try:
            with transaction.atomic():
                Team.objects.create(pk=1, name="x")
                Team.objects.create(pk=1, name="y")
        except Exception:  # noqa: BLE001, S110 (a listener that hides its error)
            pass
        connection.set_rollback(True)
        Team.objects.create(name="z")

    tell("a")
    with listening(break_it, DoorOpened):
        dispatch(now=NOON)

    assert not Team.objects.exists()
    assert EventCursor.objects.get(listener="lms.break_it").attempts == 1


def test_a_listener_that_fails_holds_up_no_other(hearer):
    others = []

    def other(event):
        others.append(event.key)

    listen(DoorOpened, app_label="lms")(other)
    hearer.failing = {"a"}
    tell("a", "b")

    dispatch(now=NOON)

    assert others == ["a", "b"]
    assert hearer.heard == []


def test_what_a_listener_publishes_is_handed_over_in_the_same_go():
    rung = []

    def opened(event):
        publish(bell_rung(f"bell of {event.key}"))

    def rang(event):
        rung.append(event.key)

    with listening(opened, DoorOpened):
        listen(BellRung, app_label="lms")(rang)
        tell("a", "b")
        dispatch(now=NOON)

    assert rung == ["bell of a", "bell of b"]


def test_two_that_answer_each_other_for_ever_end_with_what_a_request_hands_over(
    django_capture_on_commit_callbacks,
):
    def echo(event):
        publish(door_opened(f"{event.key}."))

    with listening(echo, DoorOpened), django_capture_on_commit_callbacks(execute=True):
        tell("a")

    assert 50 <= PublishedEvent.objects.count() <= 60


def test_a_new_listener_begins_with_what_follows(hearer):
    tell("before")

    prepare_cursors()
    tell("after")
    dispatch(now=NOON)

    assert hearer.heard == ["after"]


def test_a_switched_off_app_hears_nothing(hearer, switched_off):
    tell("a")

    dispatch(now=NOON)

    assert hearer.heard == []


def test_switched_on_without_its_past_it_begins_now(hearer):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listening_module, "is_enabled", lambda label: False)
        tell("while off")
        dispatch(now=NOON)
    begin_now("lms")
    tell("after")

    dispatch(now=NOON)

    assert hearer.heard == ["after"]


def test_the_past_is_counted_before_it_is_taken_in(hearer):
    tell("a", "b")
    publish(bell_rung("bell"))
    begin_now("lms")

    counted = preview_past("lms")
    take_in_past("lms")
    dispatch(now=NOON)

    assert [(each.listener, each.kind, each.count) for each in counted] == [
        ("lms.hearer", "lms.door_opened", 2)
    ]
    assert hearer.heard == ["a", "b"]


def test_the_past_is_taken_in_from_a_moment_on(hearer):
    tell("a")
    moment = PublishedEvent.objects.get().published_at + timedelta(microseconds=1)
    tell("b")
    begin_now("lms")

    take_in_past("lms", moment)
    dispatch(now=NOON)

    assert [each.count for each in preview_past("lms", moment)] == [1]
    assert hearer.heard == ["b"]


def test_taking_in_the_past_skips_nothing_that_waits(hearer):
    tell("a")
    dispatch(now=NOON)
    tell("b", "c")

    moment = PublishedEvent.objects.get(key="c").published_at
    take_in_past("lms", moment)
    dispatch(now=NOON)

    assert hearer.heard == ["a", "b", "c"]


def test_old_events_are_forgotten_when_all_have_heard_them(hearer):
    tell("a", "b")
    hearer.failing = {"b"}
    dispatch(now=NOON)
    future = PublishedEvent.objects.latest("published_at").published_at + timedelta(1)

    assert forget_events(before=future) == 1
    assert PublishedEvent.objects.get().key == "b"


def test_what_waits_as_a_dead_letter_is_not_forgotten(hearer):
    hearer.failing = {"a"}
    tell("a")
    dispatch_until_given_up()
    future = PublishedEvent.objects.get().published_at + timedelta(1)
    letter, admin = DeadLetter.objects.get(), UserFactory(role="admin")

    assert forget_events(before=future) == 0
    let_go(letter=letter, user=admin, now=LATER)
    assert forget_events(before=future) == 1


@pytest.fixture
def letter(hearer):
    hearer.failing = {"a"}
    tell("a")
    dispatch_until_given_up()
    return DeadLetter.objects.get()


def test_a_dead_letter_is_handed_over_once_more(letter, hearer):
    admin = UserFactory(role="admin")
    assert not try_again(letter=letter, user=admin, now=LATER)
    hearer.failing = set()

    assert try_again(letter=letter, user=admin, now=LATER)
    assert try_again(letter=letter, user=admin, now=LATER)

    letter.refresh_from_db()
    assert (letter.state, letter.settled_by) == ("handled", admin)
    assert letter.attempts == MOST_ATTEMPTS + 1
    assert hearer.heard == ["a"]


def test_a_dead_letter_of_a_switched_off_app_waits(letter, switched_off):
    with pytest.raises(ListenerSilentError):
        try_again(letter=letter, user=UserFactory(role="admin"), now=LATER)

    letter.refresh_from_db()
    assert letter.state == "waiting"


@pytest.mark.once
def test_handing_over_costs_as_much_with_30_older_events_as_with_none(hearer):
    def cost(key):
        tell(key)
        with CaptureQueriesContext(connection) as queries:
            dispatch(now=NOON, kinds=["lms.door_opened"])
        return len(queries)

    cost("first")
    before = cost("second")
    tell(*(f"old {number}" for number in range(30)))
    dispatch(now=NOON)

    assert cost("last") == before <= 24


def listens(name, kind):
    """Let one more listen, to nothing that it keeps."""
    function = Hearer()
    function.__name__ = function.__qualname__ = name
    listen(kind, app_label="lms")(function)
    return function


@pytest.mark.once
def test_a_turn_in_which_nothing_is_new_costs_as_much_for_30_listeners_as_for_one(
    hearer,
):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert dispatch(now=NOON) == 0
        return len(queries)

    tell("a")
    dispatch(now=NOON)
    before = cost()
    others = [listens(f"other_{number}", BellRung) for number in range(30)]
    dispatch(now=NOON)  # gives them their places

    assert cost() == before <= 6
    tell("b")
    publish(bell_rung("c"))
    assert dispatch(now=NOON) == 1 + len(others)
    assert [each.heard for each in others] == [["c"]] * len(others)


def test_listeners_with_nothing_to_hear_are_moved_on_and_miss_nothing(
    hearer, monkeypatch
):
    monkeypatch.setattr(dispatching, "BATCH", 2)
    rare = listens("rare", BellRung)
    dispatch(now=NOON)
    tell(*"abcd")
    dispatch(now=NOON)
    place = EventCursor.objects.get(listener="lms.rare").position

    publish(bell_rung("e"))
    tell("f")
    dispatch(now=NOON)

    assert place == 4
    assert rare.heard == ["e"]
    assert hearer.heard == [*"abcdf"]


@settings(deadline=None)
@given(attempts=st.integers(-3, 10**6))
def test_waiting_grows_up_to_a_cap(attempts):
    wait = delay_after(attempts)

    assert timedelta(0) <= wait <= LONGEST_DELAY
    assert wait <= delay_after(attempts + 1)
    assert (wait == timedelta(0)) == (attempts < 1)


@settings(deadline=None)
@given(
    attempts=st.integers(1, 50), waited=st.timedeltas(timedelta(0), timedelta(days=9))
)
def test_nothing_is_tried_before_its_time(attempts, waited):
    failed_at = datetime(2026, 1, 1, tzinfo=NOON.tzinfo)

    assert is_due(attempts, failed_at, failed_at + waited) == (
        waited >= delay_after(attempts)
    )
    assert is_due(attempts, None, failed_at)

"""What could not be delivered is settled by those who look after plugins."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.enums import Role
from lms.events import publish
from lms.events.listening import listening
from lms.models import DeadLetter, OutgoingMail, PublishedEvent
from tests.factories.events import DeadLetterFactory, OutgoingMailFactory
from tests.lms.events.doors import DoorOpened, door_opened

pytestmark = pytest.mark.django_db
SPACES = [("lms_dead_letters", DeadLetterFactory), ("lms_mails", OutgoingMailFactory)]


@pytest.fixture
def admin(client_as):
    return client_as(Role.PLUGIN_ADMIN)


@pytest.fixture
def letter():
    publish(door_opened("a"))
    return DeadLetterFactory(event=PublishedEvent.objects.get())


def decide(client, space, row, decision):
    address = reverse(f"{space}:edit", args=[row.pk])
    answer = client.post(address, {"decision": decision}, follow=True)
    row.refresh_from_db()
    return answer.content.decode()


def test_the_traceback_is_shown(admin, letter):
    page = admin.get(reverse("lms_dead_letters:edit", args=[letter.pk]))

    assert "ZeroDivisionError: a" in page.content.decode()


def hearer(event):
    if event.door == "broken":
        raise ZeroDivisionError


def test_an_event_is_handed_over_once_more(admin, letter):
    with listening(hearer, DoorOpened):
        decide(admin, "lms_dead_letters", letter, "again")

    assert (letter.state, letter.settled_by) == ("handled", admin.user)


def test_an_event_that_fails_again_waits_on(admin):
    publish(door_opened("b", door="broken"))
    letter = DeadLetterFactory(event=PublishedEvent.objects.get())

    with listening(hearer, DoorOpened):
        decide(admin, "lms_dead_letters", letter, "again")

    assert (letter.state, letter.attempts) == ("waiting", 9)


def test_an_event_is_let_go(admin, letter):
    decide(admin, "lms_dead_letters", letter, "let_go")

    assert (letter.state, letter.settled_by) == ("let_go", admin.user)


def test_an_event_without_its_listener_waits_on(admin, letter):
    decide(admin, "lms_dead_letters", letter, "again")

    assert letter.state == "waiting"


def test_nothing_happens_without_a_decision(admin, letter):
    decide(admin, "lms_dead_letters", letter, "")

    assert letter.state == "waiting"


@pytest.mark.parametrize(("decision", "state"), [("again", "waiting"), ("let_go",) * 2])
def test_a_mail_is_sent_again_or_let_go(admin, decision, state):
    mail = OutgoingMailFactory()

    decide(admin, "lms_mails", mail, decision)

    assert mail.state == state


def test_the_menu_says_how_many_wait(admin, letter):
    OutgoingMailFactory.create_batch(2)

    page = admin.get(reverse("lms_dead_letters:index")).content.decode()

    assert DeadLetter.objects.count() == 1
    assert OutgoingMail.objects.count() == 2
    assert page.count("(1)") >= 1
    assert page.count("(2)") >= 1


@pytest.mark.once
@pytest.mark.parametrize(("space", "factory"), SPACES)
def test_the_lists_cost_as_much_with_30_as_with_one(admin, space, factory):
    def cost():
        admin.get(reverse(f"{space}:index"))
        with CaptureQueriesContext(connection) as queries:
            admin.get(reverse(f"{space}:index"))
        return len(queries)

    factory()
    with_one = cost()
    factory.create_batch(17)

    assert cost() == with_one


@pytest.mark.parametrize(("space", "factory"), SPACES)
def test_the_lists_are_exported(admin, space, factory):
    factory()
    table = admin.get(reverse(f"{space}:index"), {"export": "csv"})

    assert "Error" in b"".join(table.streaming_content).decode()

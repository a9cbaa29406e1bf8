"""The way of a customer's praise: registered in surveys, confirmed on the wall, paid in points."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.enums import Role
from lms.events import dispatch
from lms.models import Notification
from lms.plugins.switching import disable, enable
from plugins.recognition.events import THANKED
from plugins.recognition.models import Praise
from plugins.rewards.enums import CaseState
from plugins.rewards.models import LedgerEvent, Rule, TakeBackCase
from plugins.surveys.events import PRAISED
from plugins.surveys.models import Voice
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
VOICES = "/plugins/surveys/voices/"


@pytest.fixture(autouse=True)
def _plugins():
    for label in ("lms_surveys", "lms_recognition", "lms_rewards"):
        enable(label)
    Rule.objects.filter(activity=PRAISED).update(is_on=True)


@pytest.fixture
def registrar(client_as):
    """Return a manager who registers voices, and might confirm praise of others."""
    return client_as(Role.MANAGER)


@pytest.fixture
def other(client_as):
    """Return a second manager."""
    return client_as(Role.MANAGER)


@pytest.fixture
def people():
    return [UserFactory() for _time in range(2)]


def said(person, **changed):
    at = timezone.localtime().replace(second=0, microsecond=0) - timedelta(minutes=20)
    key = person.pk if person else ""
    return {
        "kind": "praise",
        "channel": "phone",
        "said_at": f"{at:%Y-%m-%dT%H:%M}",
        "words": "讲得很清楚",
        "person": key,
        **changed,
    }


def name(client, person, **changed):
    """Register the voice, or correct whom it names; whoever listens hears of it."""
    voice = Voice.objects.first()
    address = f"{voice.get_absolute_url()}edit/" if voice else f"{VOICES}register/"
    assert client.post(address, said(person, **changed)).status_code == 302
    for _time in range(2):
        dispatch(now=timezone.now())


def step(client, praise, which, **values):
    return client.post(f"{praise.get_absolute_url()}{which}/", values)


def states():
    """Return what became of the praise of each, in the order in which it came."""
    return [*Praise.objects.order_by("pk").values_list("person", "state")]


def in_question():
    """Return whose points are in question."""
    rows = TakeBackCase.objects.filter(state=CaseState.OPEN)
    return [*rows.order_by("pk").values_list("award__holder__user", flat=True)]


def test_whoever_registered_the_voice_does_not_confirm_the_praise(
    registrar, other, people
):
    name(registrar, people[0])
    praise = Praise.objects.get()

    assert praise.given_by == registrar.user
    step(registrar, praise, "confirm", bonus="300 元")
    assert states() == [(people[0].pk, "waiting")]
    step(other, praise, "confirm", bonus="300 元")
    assert states() == [(people[0].pk, "shown")]


def test_whoever_names_somebody_in_a_voice_does_not_confirm_it(
    registrar, other, people
):
    name(registrar, None)
    name(other, people[0])

    step(other, Praise.objects.get(), "confirm")

    assert states() == [(people[0].pk, "waiting")]
    step(registrar, Praise.objects.get(), "confirm")
    assert states() == [(people[0].pk, "shown")]


def test_only_who_may_read_what_the_customer_said_is_led_there(
    registrar, other, people, client_as
):
    name(registrar, people[0])
    page = Praise.objects.get().get_absolute_url()
    link = f'href="{Voice.objects.get().get_absolute_url()}"'

    def leads_there(client):
        return link in client.get(page).content.decode()

    assert leads_there(registrar)
    assert leads_there(other)
    assert not leads_there(client_as(Role.TRAINER))
    disable("lms_surveys")
    assert not leads_there(other)


def test_praise_follows_whom_the_voice_names_there_and_back(registrar, other, people):
    first, second = people
    name(registrar, first)
    step(other, Praise.objects.get(), "confirm")
    name(registrar, second)
    assert states() == [(first.pk, "withdrawn"), (second.pk, "waiting")]

    name(registrar, first)
    name(registrar, first, words="讲得很清楚，也很耐心")

    assert states() == [
        (first.pk, "withdrawn"),
        (second.pk, "withdrawn"),
        (first.pk, "waiting"),
    ]


@pytest.mark.parametrize("is_named", [False, True])
def test_a_voice_that_praises_nobody_any_more_takes_praise_and_points_back(
    registrar, people, is_named
):
    name(registrar, people[0])

    if is_named:
        name(registrar, people[0], kind="rating", csat="5")
    else:
        name(registrar, None)

    assert states() == [(people[0].pk, "withdrawn")]
    assert in_question() == [people[0].pk]


def test_a_voice_that_is_deleted_takes_praise_and_points_back(client_as, people):
    admin = client_as("admin")
    name(admin, people[0])

    admin.post(f"{Voice.objects.get().get_absolute_url()}delete/")
    dispatch(now=timezone.now())

    assert not Voice.objects.exists()
    assert states() == [(people[0].pk, "withdrawn")]
    assert in_question() == [people[0].pk]


def test_nobody_praises_themselves_by_a_correction(registrar, other, people):
    name(registrar, people[0])

    name(other, other.user)

    assert states() == [(people[0].pk, "withdrawn")]
    assert not LedgerEvent.objects.filter(holder__user=other.user).exists()


def test_points_of_whom_a_voice_named_before_are_put_in_question(registrar, people):
    first, second = people
    name(registrar, first)
    assert in_question() == []

    name(registrar, second)

    given = LedgerEvent.objects.given().order_by("pk")
    assert [*given.values_list("holder__user", flat=True)] == [first.pk, second.pk]
    assert in_question() == [first.pk]
    name(registrar, first)
    assert in_question() == [second.pk]


def test_points_of_thanks_that_were_taken_back_are_put_in_question(registrar, people):
    Rule.objects.filter(activity=PRAISED).update(activity=THANKED)
    form = {"person": people[0].pk, "reason": "helped", "words": "替我接了电话"}
    registrar.post("/plugins/recognition/thank/", form)
    dispatch(now=timezone.now())
    assert LedgerEvent.objects.given().count() == 1

    step(registrar, Praise.objects.get(), "withdraw")
    dispatch(now=timezone.now())

    assert in_question() == [people[0].pk]


def test_whoever_was_praised_is_told_that_it_was_taken_back_and_reads_why(
    registrar, other, people, client_as
):
    first, second = people
    name(registrar, first)
    praise = Praise.objects.get()
    step(other, praise, "confirm", bonus="300 元")

    name(registrar, second)

    told = Notification.objects.filter(kind="lms_recognition.praise_corrected")
    assert [each.recipient for each in told] == [first]
    page = client_as(user=first).get(praise.get_absolute_url())
    assert "作了更正" in page.content.decode()
    assert "300 元" not in page.content.decode()
    assert client_as(user=second).get(praise.get_absolute_url()).status_code == 404

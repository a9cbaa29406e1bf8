"""Some are drawn by lot and interviewed one to one; their answers have no name."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.models import Notification
from plugins.surveys.exceptions import NotOpenError, OwnInterviewError
from plugins.surveys.models import Response, Tally, Wave
from plugins.surveys.services.answering import answer, digest_of
from plugins.surveys.services.figures import together
from plugins.surveys.services.waves import (
    Audience,
    close_wave,
    plan_wave,
    remind,
    remind_of_waves,
)
from plugins.surveys.tests.factories import (
    ballot_of,
    give,
    make_people,
    make_version,
    make_wave,
)
from tests.factories.people import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
ROOT = "/plugins/surveys"


def talk(wave, person, *answers, by=None):
    answer(
        wave=wave,
        user=person,
        ballot=ballot_of(*answers),
        asked=digest_of(wave.version),
        now=timezone.now(),
        noted_by=by or UserFactory(),
    )


def test_a_share_is_drawn_but_never_fewer_than_are_shown():
    team, day = TeamFactory(), timezone.localdate()
    make_people(40, team)

    def drawn(**fields):
        wave = Wave(
            version=make_version(), name="访谈", opens_on=day, closes_on=day, **fields
        )
        audience = Audience(teams=[team], share=5)
        plan_wave(wave=wave, audience=audience, user=UserFactory(), now=timezone.now())
        return wave

    wave = drawn(is_interview=True, is_anonymous=False)
    assert wave.invitations.count() == 5
    assert wave.is_anonymous
    assert drawn(is_anonymous=False).invitations.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Wave.objects.filter(pk=wave.pk).update(is_anonymous=False)


def test_answers_come_from_whoever_talks_to_them_and_not_from_themselves():
    people = make_people(5)
    wave = make_wave(people=people, is_interview=True)

    with pytest.raises(NotOpenError):
        give(wave, people[0], 5, 10)
    with pytest.raises(OwnInterviewError):
        talk(wave, people[0], 5, 10, by=people[0])
    with pytest.raises(NotOpenError):
        talk(make_wave(people=people), people[0], 5, 10)
    talk(wave, people[0], 5, 10)

    assert together(Tally.objects.get(wave=wave).counts, "q1") == {"5": 1}
    assert not Response.objects.exists()


def test_nobody_is_reminded_of_an_interview():
    wave = make_wave(people=make_people(5), is_interview=True, days=(0, 0))

    assert remind(wave=wave, now=timezone.now()) == 0
    assert remind_of_waves(timezone.now()) == "Reminders of surveys: 0"
    assert not Notification.objects.exists()


def test_a_trainer_sees_who_was_drawn_and_notes_what_they_say(trainer, client_as):
    people = [trainer.user, *make_people(4)]
    wave = make_wave(people=people, is_interview=True)
    address = f"{ROOT}/waves/{wave.pk}/interview/{people[1].pk}/"
    asked = digest_of(wave.version)

    page = trainer.get(wave.get_absolute_url()).content.decode()
    assert address in page
    assert f"interview/{trainer.user.pk}/" not in page
    kept = trainer.post(address, {"q1": "99", "q3": "写了很久", "asked": asked})
    assert "写了很久" in kept.content.decode()
    trainer.post(address, {"q1": "4", "q3": "排班要早点出", "asked": asked})

    assert Tally.objects.get(wave=wave).texts == {"q3": ["排班要早点出"]}
    assert address not in trainer.get(wave.get_absolute_url()).content.decode()
    again = trainer.post(address, {**ballot_of(1, 1), "asked": asked})
    assert together(Tally.objects.get(wave=wave).counts, "q1") == {"4": 1}
    assert again.status_code == 200
    own = trainer.post(
        f"{ROOT}/waves/{wave.pk}/interview/{trainer.user.pk}/",
        {**ballot_of(1, 1), "asked": asked},
    )
    assert own.status_code == 200
    stranger = UserFactory()
    other = f"{ROOT}/waves/{wave.pk}/interview/{stranger.pk}/"
    assert trainer.get(other).status_code == 404
    close_wave(wave=wave)
    closed = trainer.get(wave.get_absolute_url()).content.decode()
    assert "/interview/" not in closed
    assert people[1].get_full_name() not in closed


def test_who_was_drawn_reads_what_becomes_of_it(client_as):
    people = make_people(5)
    wave = make_wave(people=people, is_interview=True)
    client = client_as(user=people[0])
    address = f"{ROOT}/{wave.pk}/answer/"

    assert '<form class="survey-form"' not in client.get(address).content.decode()
    client.post(address, {**ballot_of(5, 10), "asked": digest_of(wave.version)})

    assert Tally.objects.get(wave=wave).counts == {}
    assert wave.name in client.get(f"{ROOT}/").content.decode()
    assert address not in client.get("/").content.decode()


def test_many_interviews_ask_as_much_as_few(trainer):
    def asked(number):
        wave = make_wave(people=make_people(number), is_interview=True)
        trainer.get(wave.get_absolute_url())
        with CaptureQueriesContext(connection) as captured:
            trainer.get(wave.get_absolute_url())
        return len(captured)

    assert asked(5) == asked(15)

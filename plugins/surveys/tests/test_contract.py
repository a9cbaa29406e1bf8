"""The plugin keeps the contract of all plugins."""

import pytest

from lms.models import User
from lms.testing.contract import PluginContract
from plugins.surveys.models import Invitation, Training
from plugins.surveys.services.waves import close_wave
from plugins.surveys.tests.factories import (
    give,
    make_follow_up,
    make_people,
    make_voice,
    make_wave,
)
from tests.factories.people import UserFactory


@pytest.mark.slow
@pytest.mark.once  # it has neither triggers nor SQL of its own
class TestSurveys(PluginContract):
    label = "lms_surveys"

    def make_samples(self, number):
        people = make_people(5)
        wave = make_wave(people=people)
        for person in people:
            give(wave, person, 4, 9, "好")
        close_wave(wave=wave)
        make_wave(people=people, is_interview=True)
        named = make_wave(is_anonymous=False, before=wave, people=people)
        Invitation.objects.bulk_create(
            Invitation(wave=named, person=user)
            for user in User.objects.filter(is_superuser=True)
        )
        voice = make_voice(words=f"第{number}位顾客", csat=1, person=UserFactory())
        make_follow_up(voice, owner=UserFactory())
        Training.objects.create(
            person=voice.person,
            team=people[0].staff_profile.team,
            activity="lms_courses.course_completed",
            key=str(number),
            done_at=voice.said_at,
        )
        return [named, wave, wave.version.questionnaire, voice]

"""Questionnaires, waves and voices, made without the way there."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from plugins.surveys.enums import QuestionKind
from plugins.surveys.models import (
    FollowUp,
    Question,
    Questionnaire,
    Voice,
    Wave,
)
from plugins.surveys.services.answering import answer, digest_of
from plugins.surveys.services.questionnaires import save_questions
from plugins.surveys.services.waves import Audience, plan_wave
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

_numbers = count(1)
FIVE = (
    Question("", QuestionKind.SCALE, "我知道第一句话怎么说", "I know what to say"),
    Question("", QuestionKind.NPS, "会推荐吗", "Would you recommend it"),
    Question("", QuestionKind.TEXT, "还想说的", "Anything else", is_required=False),
)


def make_version(*questions, **fields):
    number = next(_numbers)
    values = {"name": f"问卷{number}", "name_en": f"Questionnaire {number}", **fields}
    return save_questions(
        questionnaire=Questionnaire(**values),
        questions=questions or FIVE,
        user=UserFactory(),
        now=timezone.now(),
    )


def make_people(number, team=None):
    team = team or TeamFactory()
    return [StaffProfileFactory(team=team).user for _n in range(number)]


def make_wave(version=None, *, people=None, days=(0, 7), **fields):
    """Return a wave that asks these people, or five new ones of one team."""
    now = timezone.now()
    today = timezone.localdate(now)
    number = next(_numbers)
    wave = Wave(
        version=version or make_version(),
        opens_on=today + timedelta(days=days[0]),
        closes_on=today + timedelta(days=days[1]),
        **{"name": f"调查{number}", "name_en": f"Survey {number}", **fields},
    )
    asked = people or make_people(5)
    return plan_wave(
        wave=wave, audience=Audience(people=asked), user=UserFactory(), now=now
    )


def ballot_of(*answers):
    return {f"q{place}": str(each) for place, each in enumerate(answers, 1)}


def give(wave, person, *answers, now=None):
    answer(
        wave=wave,
        user=person,
        ballot=ballot_of(*answers),
        asked=digest_of(wave.version),
        now=now or timezone.now(),
    )


def make_voice(*, hours=1, **fields):
    now = timezone.now()
    values = {
        "channel": "phone",
        "csat": 5,
        "said_at": now - timedelta(hours=hours),
        "registered_at": now,
        "registered_by": None,
        "reference": f"KF-{next(_numbers)}",
        **fields,
    }
    return Voice.objects.create(**values)


def make_follow_up(voice=None, *, owner=None, hours=48, **fields):
    voice = voice or make_voice(csat=1, words="一直没人回电")
    due = voice.said_at + timedelta(hours=hours)
    return FollowUp.objects.create(voice=voice, owner=owner, due_at=due, **fields)
